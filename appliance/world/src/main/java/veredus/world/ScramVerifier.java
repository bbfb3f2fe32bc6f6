package veredus.world;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is kept of a password for SCRAM-SHA-256 (RFC 5803, RFC 7677):
 * {@code SCRAM-SHA-256$4096:SALT$STORED-KEY:SERVER-KEY}. Nobody can log in with it. Immutable.
 */
public final class ScramVerifier {
    /** RFC 7677 4 asks for at least 4096. */
    static final int ITERATIONS = 4096;

    private static final int MAX_ITERATIONS = 1_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern FORM = Pattern.compile(
            "SCRAM-SHA-256\\$(\\d{1,7}):([A-Za-z0-9+/=]{8,128})" + "\\$([A-Za-z0-9+/=]{44}):([A-Za-z0-9+/=]{44})");

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /** Makes one, as {@code veredus password} prints it. Characters are normalised as NFKC (close to RFC 4013). */
    public static ScramVerifier make(String password, Chance chance) {
        byte[] salt = chance.secret(SALT_BYTES);
        char[] characters = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(characters, salt, ITERATIONS, HASH_BYTES * 8))
                    .getEncoded();
            return new ScramVerifier(
                    ITERATIONS, salt, sha256(hmac(salted, ascii("Client Key"))), hmac(salted, ascii("Server Key")));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This JDK cannot do PBKDF2WithHmacSHA256", missing);
        }
    }

    /**
     * One that fits no password, for users who do not exist: the same name always gets the same salt (RFC 5802 5.1
     * would otherwise tell them apart).
     */
    public static ScramVerifier fake(byte[] secret, String user) {
        byte[] seed = hmac(secret, user.getBytes(StandardCharsets.UTF_8));
        byte[] salt = Arrays.copyOf(seed, SALT_BYTES);
        return new ScramVerifier(ITERATIONS, salt, sha256(seed), sha256(salt));
    }

    /** Reads the text form; empty when it is not one, or would cost more than we are willing to pay. */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher found = FORM.matcher(text.strip());
        if (!found.matches()) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(found.group(1));
            byte[] salt = Base64.getDecoder().decode(found.group(2));
            byte[] storedKey = Base64.getDecoder().decode(found.group(3));
            byte[] serverKey = Base64.getDecoder().decode(found.group(4));
            boolean sane = iterations >= ITERATIONS
                    && iterations <= MAX_ITERATIONS
                    && storedKey.length == HASH_BYTES
                    && serverKey.length == HASH_BYTES;
            return sane ? Optional.of(new ScramVerifier(iterations, salt, storedKey, serverKey)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** How often the password is hashed; at least 4096. */
    public int iterations() {
        return iterations;
    }

    /** In base64. */
    public String salt() {
        return Base64.getEncoder().encodeToString(salt);
    }

    /** Whether the client's proof (RFC 5802 3) shows that it knows the password. */
    public boolean proves(byte[] proof, String authMessage) {
        if (proof.length != HASH_BYTES) {
            return false;
        }
        byte[] signature = hmac(storedKey, authMessage.getBytes(StandardCharsets.UTF_8));
        byte[] clientKey = new byte[HASH_BYTES];
        for (int i = 0; i < HASH_BYTES; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(sha256(clientKey), storedKey);
    }

    /** What shows the client that we know its password, in base64. */
    public String serverSignature(String authMessage) {
        return Base64.getEncoder().encodeToString(hmac(serverKey, authMessage.getBytes(StandardCharsets.UTF_8)));
    }

    /** HMAC-SHA-256 (RFC 2104). */
    public static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This JDK cannot do HmacSHA256", missing);
        }
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This JDK cannot do SHA-256", missing);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The text form. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + iterations + ":" + salt() + "$" + base64.encodeToString(storedKey) + ":"
                + base64.encodeToString(serverKey);
    }
}

package veredus.world;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An Argon2id hash of a password (RFC 9106) in its usual text form,
 * {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}. Immutable.
 */
public final class PasswordHash {
    /** Cost of the hashes we make: 19 MiB, two passes, some 50 ms of one core. */
    public static final int MEMORY_KIB = 19 * 1024;

    public static final int PASSES = 2;

    /** The most that a hash in the configuration may cost us at each verification. */
    private static final int MAX_MEMORY_KIB = 64 * 1024;

    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 4;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MIN_SALT_BYTES = 8;
    private static final int MIN_HASH_BYTES = 16;
    private static final int MAX_FIELD_BYTES = 64;

    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final int memoryKib;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /** Makes the hash of a password in UTF-8, as {@code veredus password} prints it. */
    public static PasswordHash make(byte[] password, Chance chance) {
        byte[] salt = chance.secret(SALT_BYTES);
        var unfinished = new PasswordHash(MEMORY_KIB, PASSES, 1, salt, new byte[HASH_BYTES]);
        return new PasswordHash(MEMORY_KIB, PASSES, 1, salt, unfinished.hashOf(password));
    }

    /** The hash of no password that anybody knows; to be looked at for names that do not exist, so that these take as long. */
    public static PasswordHash ofNobody(Chance chance) {
        return new PasswordHash(MEMORY_KIB, PASSES, 1, chance.secret(SALT_BYTES), chance.secret(HASH_BYTES));
    }

    /** Reads the text form; empty when it is not one, or would cost more than we are willing to pay. */
    public static Optional<PasswordHash> parse(String text) {
        Matcher found = FORM.matcher(text.strip());
        if (!found.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(found.group(1));
        int passes = Integer.parseInt(found.group(2));
        int lanes = Integer.parseInt(found.group(3));
        if (lanes < 1 || lanes > MAX_LANES || passes < 1 || passes > MAX_PASSES) {
            return Optional.empty();
        }
        if (memory < 8 * lanes || memory > MAX_MEMORY_KIB) {
            return Optional.empty();
        }
        try {
            byte[] salt = Base64.getDecoder().decode(found.group(4));
            byte[] hash = Base64.getDecoder().decode(found.group(5));
            boolean sane = salt.length >= MIN_SALT_BYTES
                    && salt.length <= MAX_FIELD_BYTES
                    && hash.length >= MIN_HASH_BYTES
                    && hash.length <= MAX_FIELD_BYTES;
            return sane ? Optional.of(new PasswordHash(memory, passes, lanes, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Whether the password is the one. Takes as long for a wrong one as for the right one. */
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, hashOf(password));
    }

    private byte[] hashOf(byte[] password) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build();
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] result = new byte[hash.length];
        generator.generateBytes(password, result);
        return result;
    }

    /** The text form. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }
}

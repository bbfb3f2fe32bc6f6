package veredus.control.people;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import veredus.world.Chance;

/**
 * Codes of a second factor (RFC 6238 over RFC 4226: HMAC-SHA-1, 30 seconds, six digits, as all the apps for it do). A code
 * of the step before or after is taken too, for clocks that differ.
 */
public final class Totp {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int SECRET_BYTES = 20;
    private static final int STEP_SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;

    private Totp() {}

    /** A new secret, in Base32, as one types it into an app. */
    public static String secret(Chance chance) {
        var text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte one : chance.secret(SECRET_BYTES)) {
            held = (held << 8 | one & 0xff) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt(held >> bits & 31));
            }
        }
        return text.toString();
    }

    /** Which step {@code code} is of, if it is one that is good now; a step is to be taken once. */
    public static OptionalLong step(String secret, String code, Instant now) {
        String digits = code.replaceAll("\\s", "");
        if (!digits.matches("[0-9]{" + DIGITS + "}")) {
            return OptionalLong.empty();
        }
        long present = now.getEpochSecond() / STEP_SECONDS;
        for (long step = present - 1; step <= present + 1; step++) {
            if (code(bytes(secret), step) == Integer.parseInt(digits)) {
                return OptionalLong.of(step);
            }
        }
        return OptionalLong.empty();
    }

    /** What an app shows at {@code now}. */
    public static String code(String secret, Instant now) {
        return String.format(
                Locale.ROOT, "%0" + DIGITS + "d", code(bytes(secret), now.getEpochSecond() / STEP_SECONDS));
    }

    private static int code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            // RFC 4226 5.3: the last four bits say where the number begins.
            int offset = hash[hash.length - 1] & 0xf;
            return (ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff) % MODULUS;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA1", impossible);
        }
    }

    private static byte[] bytes(String base32) {
        var bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
        int bits = 0;
        int held = 0;
        for (int i = 0; i < base32.length(); i++) {
            held = (held << 5 | BASE32.indexOf(base32.charAt(i)) & 31) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (held >> bits));
            }
        }
        return bytes.array();
    }
}

package veredus.control.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import veredus.world.Chance;

/**
 * What proves, while there is no user yet, that whoever makes the first one can read this machine's terminal or journal.
 * Made anew at each start and kept in memory alone.
 */
public final class SetUpCode {
    /** Without letters and digits that look alike. */
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 12;
    private static final int GROUP = 4;

    private final String code;

    public SetUpCode(Chance chance) {
        var text = new StringBuilder();
        for (byte one : chance.secret(LENGTH)) {
            // 32 letters: each is as likely as the others.
            text.append(LETTERS.charAt(one & 31));
        }
        this.code = text.toString();
    }

    /** Whether that is it; dashes, blanks and small letters do not matter. */
    public boolean is(String given) {
        String plain = given.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        return MessageDigest.isEqual(plain.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
    }

    /** As it is printed: {@code ABCD-EFGH-JKLM}. */
    public String shown() {
        return code.substring(0, GROUP) + "-" + code.substring(GROUP, 2 * GROUP) + "-" + code.substring(2 * GROUP);
    }
}

package veredus.mail.message;

import java.time.Instant;
import veredus.mail.address.Domain;

/** Message identifiers (RFC 5322 3.6.4). */
public final class MessageIds {
    private static final int RADIX = 36;

    /** RFC 5322 2.1.1: what fits in a line after {@code Message-ID: }. */
    private static final int MAX_LENGTH = 986;

    private MessageIds() {}

    /** A new identifier; unique as long as time and chance together are. */
    public static String of(Instant now, long chance, Domain host) {
        return "<" + Long.toString(now.toEpochMilli(), RADIX) + "." + Long.toUnsignedString(chance, RADIX) + "@" + host
                + ">";
    }

    /** Whether a text is a single identifier: angle brackets, one {@code @}, printable characters without space. */
    public static boolean isValid(String text) {
        if (text.length() < 5 || text.length() > MAX_LENGTH || text.charAt(0) != '<') {
            return false;
        }
        int last = text.length() - 1;
        int at = text.indexOf('@');
        if (text.charAt(last) != '>' || at < 2 || at == last - 1 || text.indexOf('@', at + 1) >= 0) {
            return false;
        }
        return text.substring(1, last).chars().allMatch(c -> c > ' ' && c != '<' && c != '>' && c != 0x7F);
    }
}

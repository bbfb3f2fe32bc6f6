package veredus.mail.smtp;

/** The verbs a listener knows, with the longest line each may have. */
public enum Verb {
    EHLO(512),
    HELO(512),
    /** 512 and what SIZE, BODY, SMTPUTF8, AUTH, RET, ENVID and MT-PRIORITY add in their RFCs. */
    MAIL(1_280),
    /** 512 and what NOTIFY and ORCPT add (RFC 3461 4). */
    RCPT(1_052),
    DATA(512),
    BDAT(512),
    RSET(512),
    NOOP(512),
    VRFY(512),
    EXPN(512),
    HELP(512),
    QUIT(512),
    STARTTLS(512),
    /** RFC 4954 4. */
    AUTH(12_288),
    /** An extension of Postfix; only for listed peers. */
    XCLIENT(512),
    /** Anything else. */
    UNKNOWN(512);

    /** The longest line of any verb, in octets with its CRLF: what a reader of lines needs room for. */
    public static final int LONGEST_LINE = 12_288;

    private static final int LONGEST_NAME = 8;

    private static final Verb[] VALUES = values();

    private final int maxLineOctets;

    Verb(int maxLineOctets) {
        this.maxLineOctets = maxLineOctets;
    }

    /** Octets in a line with this verb, CRLF included (RFC 5321 4.5.3.1.4 and the RFCs of the extensions). */
    public int maxLineOctets() {
        return maxLineOctets;
    }

    /** The verb at the beginning of a line, in any case of letters; {@link #UNKNOWN} when it is none of ours. */
    public static Verb of(byte[] line, int offset, int length) {
        int end = offset;
        while (end < offset + length && end - offset <= LONGEST_NAME && isLetter(line[end])) {
            end++;
        }
        int size = end - offset;
        if (size < 4 || (end < offset + length && line[end] != ' ' && line[end] != '\r')) {
            return UNKNOWN;
        }
        for (Verb verb : VALUES) {
            if (verb.matches(line, offset, size)) {
                return verb;
            }
        }
        return UNKNOWN;
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    private boolean matches(byte[] line, int offset, int size) {
        if (this == UNKNOWN || name().length() != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if ((line[offset + i] & 0xDF) != name().charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

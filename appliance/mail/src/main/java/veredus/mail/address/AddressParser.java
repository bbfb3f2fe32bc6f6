package veredus.mail.address;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The path grammar of RFC 5321 4.1.2 with RFC 6531: {@code <local@domain>}, {@code <>}, {@code <postmaster>}.
 *
 * <p>Source routes are read and dropped, as RFC 5321 appendix C asks. A local part is a dot-string or a quoted string;
 * quotes that are not needed are removed. Control characters are refused everywhere, and so are characters beyond ASCII
 * that some normalisation further down would turn into {@code @}, {@code %} or other signs with a meaning in routes.
 */
public final class AddressParser {

    /** Octets in a path with brackets and source route; RFC 5321 has 256, a dropped route may add as much again. */
    private static final int MAX_PATH = 1_024;

    private static final String ATOM_SIGNS = "!#$%&'*+-/=?^_`{|}~";

    private static final boolean[] ATOM = atoms();

    private AddressParser() {}

    /** What was found at the place asked for; {@code end} is the index after it. */
    public sealed interface Result {
        record Address(Mailbox mailbox, int end) implements Result {}

        /** {@code <>}. */
        record Empty(int end) implements Result {}

        /** {@code <postmaster>} without a domain, in any case of letters. */
        record Postmaster(int end) implements Result {}

        record Bad(Fault fault) implements Result {}
    }

    /** Why a text is no path. */
    public enum Fault {
        /** Not of the form of a path, or a character that may not be there. */
        SYNTAX,
        /** The local part, the domain or the whole is longer than RFC 5321 4.5.3.1 allows. */
        TOO_LONG,
        /** The right side is neither a host name nor an address literal. */
        DOMAIN
    }

    /** Reads a path that begins with {@code <} at the index. */
    public static Result path(String text, int start) {
        if (start >= text.length() || text.charAt(start) != '<') {
            return bad(Fault.SYNTAX);
        }
        int limit = Math.min(text.length(), start + MAX_PATH);
        int i = start + 1;
        if (i < limit && text.charAt(i) == '>') {
            return new Result.Empty(i + 1);
        }
        if (i < limit && text.charAt(i) == '@') {
            i = afterRoute(text, i, limit);
            if (i < 0) {
                return bad(Fault.SYNTAX);
            }
        }
        Result result = mailbox(text, i);
        return switch (result) {
            case Result.Address(Mailbox mailbox, int end) ->
                closed(text, end) ? new Result.Address(mailbox, end + 1) : bad(Fault.SYNTAX);
            case Result.Postmaster(int end) -> closed(text, end) ? new Result.Postmaster(end + 1) : bad(Fault.SYNTAX);
            case Result.Empty e -> bad(Fault.SYNTAX);
            case Result.Bad b -> b;
        };
    }

    private static boolean closed(String text, int at) {
        return at < text.length() && text.charAt(at) == '>';
    }

    private static Result bad(Fault fault) {
        return new Result.Bad(fault);
    }

    /** The index after {@code @a,@b:}, or -1. */
    private static int afterRoute(String text, int start, int limit) {
        int i = start;
        while (i < limit && text.charAt(i) == '@') {
            int end = i + 1;
            while (end < limit && ",:>@".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            if (end >= limit || Domain.parse(text.substring(i + 1, end)).isEmpty()) {
                return -1;
            }
            if (text.charAt(end) == ':') {
                return end + 1;
            }
            if (text.charAt(end) != ',') {
                return -1;
            }
            i = end + 1;
        }
        return -1;
    }

    /** Reads {@code local@domain} at the index, up to {@code >} , a space or the end. */
    static Result mailbox(String text, int start) {
        int at = start < text.length() && text.charAt(start) == '"' ? afterQuoted(text, start) : afterDots(text, start);
        if (at < 0) {
            return bad(Fault.SYNTAX);
        }
        if (at >= text.length() || text.charAt(at) != '@') {
            return "postmaster".equalsIgnoreCase(text.substring(start, at))
                    ? new Result.Postmaster(at)
                    : bad(Fault.SYNTAX);
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '>' && text.charAt(end) != ' ') {
            end++;
        }
        String local = unquoted(text.substring(start, at));
        int localOctets = octets(local);
        if (localOctets > Mailbox.MAX_LOCAL_OCTETS || end - at - 1 > Domain.MAX_OCTETS) {
            return bad(Fault.TOO_LONG);
        }
        Optional<Domain> domain = Domain.parse(text.substring(at + 1, end));
        if (domain.isEmpty()) {
            return bad(Fault.DOMAIN);
        }
        if (localOctets + 1 + domain.get().name().length() > Mailbox.MAX_OCTETS) {
            return bad(Fault.TOO_LONG);
        }
        return isHarmless(local) ? new Result.Address(new Mailbox(local, domain.get()), end) : bad(Fault.SYNTAX);
    }

    /** The index after a dot-string, or -1. */
    private static int afterDots(String text, int start) {
        int i = start;
        boolean atom = false;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (!atom) {
                    return -1;
                }
                atom = false;
            } else if (c > 0x7F || ATOM[c]) {
                atom = true;
            } else {
                break;
            }
        }
        return atom ? i : -1;
    }

    /** The index after a quoted string, or -1. */
    private static int afterQuoted(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
                if (i >= text.length() || text.charAt(i) < ' ' || text.charAt(i) > '~') {
                    return -1;
                }
            } else if (c < ' ' || c == 0x7F) {
                return -1;
            }
        }
        return -1;
    }

    /** The shortest spelling of the same local part: {@code "a\b"} is {@code ab}, {@code "a b"} stays. */
    private static String unquoted(String local) {
        if (local.charAt(0) != '"') {
            return local;
        }
        var plain = new StringBuilder(local.length());
        var quoted = new StringBuilder(local.length()).append('"');
        for (int i = 1; i < local.length() - 1; i++) {
            char c = local.charAt(i);
            if (c == '\\') {
                c = local.charAt(++i);
            }
            plain.append(c);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return afterDots(plain.toString(), 0) == plain.length()
                ? plain.toString()
                : quoted.append('"').toString();
    }

    private static int octets(String local) {
        return local.length() > Mailbox.MAX_LOCAL_OCTETS
                ? local.length()
                : local.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isHarmless(String local) {
        for (int i = 0; i < local.length(); i++) {
            if (local.charAt(i) > 0x7F) {
                return UnicodeLocalPart.isHarmless(local);
            }
        }
        return true;
    }

    private static boolean[] atoms() {
        var table = new boolean[128];
        for (char c = 0; c < 128; c++) {
            table[c] = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || ATOM_SIGNS.indexOf(c) >= 0;
        }
        return table;
    }
}

package veredus.mail.address;

import java.util.Locale;
import java.util.Optional;

/**
 * The right side of an address: a host name in lower-case ASCII (A-labels, RFC 5890) without a final dot, or an
 * address literal in its brackets.
 */
public record Domain(String name) implements Comparable<Domain> {

    /** Octets in a whole name (RFC 5321 4.5.3.1.2 allows 255; a name that DNS can hold has 253). */
    public static final int MAX_OCTETS = 253;

    /** Octets in one label (RFC 1035 2.3.4). */
    public static final int MAX_LABEL_OCTETS = 63;

    public Domain {
        if (name.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not a normalised domain: " + name);
        }
    }

    /**
     * Reads a host name or an address literal; U-labels become A-labels (RFC 5891), upper case becomes lower case.
     *
     * <p>Underscores are tolerated, since such names exist. Refused are a final dot, empty or over-long labels,
     * hyphens at the ends of a label, and names whose last label is a number (they are addresses that lack brackets).
     *
     * @return empty when the text is no domain
     */
    public static Optional<Domain> parse(String text) {
        if (text.startsWith("[")) {
            return AddressLiteral.normalize(text).map(Domain::new);
        }
        // A U-label is never shorter in characters than a quarter of its A-label; this only keeps the work small.
        if (text.isEmpty() || text.length() > MAX_OCTETS) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return Idna.toAscii(text).flatMap(Domain::hostName);
            }
        }
        return hostName(text);
    }

    private static Optional<Domain> hostName(String text) {
        if (text.length() > MAX_OCTETS) {
            return Optional.empty();
        }
        boolean upper = false;
        boolean numeric = true;
        int labelStart = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                int length = i - labelStart;
                if (length == 0
                        || length > MAX_LABEL_OCTETS
                        || text.charAt(labelStart) == '-'
                        || text.charAt(i - 1) == '-') {
                    return Optional.empty();
                }
                labelStart = i + 1;
                numeric = numeric || i < text.length();
            } else if (c >= 'A' && c <= 'Z') {
                numeric = false;
                upper = true;
            } else if ((c >= 'a' && c <= 'z') || c == '-' || c == '_') {
                numeric = false;
            } else if (c < '0' || c > '9') {
                return Optional.empty();
            }
        }
        return numeric ? Optional.empty() : Optional.of(new Domain(upper ? text.toLowerCase(Locale.ROOT) : text));
    }

    /** Whether this is an address literal such as {@code [192.0.2.1]} (RFC 5321 4.1.3). */
    public boolean isLiteral() {
        return name.startsWith("[");
    }

    @Override
    public int compareTo(Domain other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}

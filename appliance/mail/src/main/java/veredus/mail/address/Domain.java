package veredus.mail.address;

import java.util.Locale;

/**
 * The right side of an address: a host name in lower-case ASCII (A-labels, RFC 5890) without a final dot, or an
 * address literal in its brackets.
 */
public record Domain(String name) implements Comparable<Domain> {
    public Domain {
        if (name.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not a normalised domain: " + name);
        }
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

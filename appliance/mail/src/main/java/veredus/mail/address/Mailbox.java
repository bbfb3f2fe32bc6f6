package veredus.mail.address;

import java.util.Optional;

/** A mail address (RFC 5321 4.1.2). The local part is as it goes on the wire, in quotes where it needs them. */
public record Mailbox(String localPart, Domain domain) {

    /** Octets in a local part (RFC 5321 4.5.3.1.1), in UTF-8 and with its quotes. */
    public static final int MAX_LOCAL_OCTETS = 64;

    /** Octets in a whole address: a path of 256 less its angle brackets (RFC 5321 4.5.3.1.3). */
    public static final int MAX_OCTETS = 254;

    /**
     * Reads {@code local@domain} without angle brackets. Quotes that the local part does not need are taken off, so
     * that equal addresses are equal values.
     *
     * @return empty when the text is no address
     */
    public static Optional<Mailbox> parse(String text) {
        return AddressParser.mailbox(text, 0) instanceof AddressParser.Result.Address(Mailbox mailbox, int end)
                        && end == text.length()
                ? Optional.of(mailbox)
                : Optional.empty();
    }

    /** Whether the local part needs SMTPUTF8 (RFC 6531). */
    public boolean isInternationalized() {
        return localPart.chars().anyMatch(c -> c > 127);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}

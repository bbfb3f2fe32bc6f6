package veredus.mail.address;

/** A mail address (RFC 5321 4.1.2). The local part is as it goes on the wire, in quotes where it needs them. */
public record Mailbox(String localPart, Domain domain) {

    /** Whether the local part needs SMTPUTF8 (RFC 6531). */
    public boolean isInternationalized() {
        return localPart.chars().anyMatch(c -> c > 127);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}

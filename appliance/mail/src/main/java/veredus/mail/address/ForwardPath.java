package veredus.mail.address;

/** Where a message goes: a mailbox, or the postmaster of whoever is asked ({@code RCPT TO:<postmaster>}). */
public sealed interface ForwardPath {

    /** The postmaster without a domain (RFC 5321 4.5.1); it means our own. */
    record Postmaster() implements ForwardPath {
        @Override
        public String toString() {
            return "postmaster";
        }
    }

    record Of(Mailbox mailbox) implements ForwardPath {
        @Override
        public String toString() {
            return mailbox.toString();
        }
    }

    ForwardPath POSTMASTER = new Postmaster();
}

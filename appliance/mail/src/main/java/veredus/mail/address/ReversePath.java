package veredus.mail.address;

/** Where bounces go: a mailbox, or nowhere ({@code MAIL FROM:<>}). */
public sealed interface ReversePath {

    /** The null reverse-path; a message that has it is never bounced. */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "";
        }
    }

    record Of(Mailbox mailbox) implements ReversePath {
        @Override
        public String toString() {
            return mailbox.toString();
        }
    }

    ReversePath NULL = new Null();
}

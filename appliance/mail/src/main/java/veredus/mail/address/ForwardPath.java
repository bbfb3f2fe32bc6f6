package veredus.mail.address;

import java.util.Optional;

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

    /**
     * Reads a forward-path with or without its angle brackets.
     *
     * @return empty when the text is no path
     */
    static Optional<ForwardPath> parse(String text) {
        var result = text.startsWith("<") ? AddressParser.path(text, 0) : AddressParser.mailbox(text, 0);
        return switch (result) {
            case AddressParser.Result.Address(Mailbox mailbox, int end)
            when end == text.length() -> Optional.of(new Of(mailbox));
            case AddressParser.Result.Postmaster(int end) when end == text.length() -> Optional.of(POSTMASTER);
            case AddressParser.Result.Address a -> Optional.empty();
            case AddressParser.Result.Postmaster p -> Optional.empty();
            case AddressParser.Result.Empty e -> Optional.empty();
            case AddressParser.Result.Bad b -> Optional.empty();
        };
    }
}

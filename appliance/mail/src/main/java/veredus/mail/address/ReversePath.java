package veredus.mail.address;

import java.util.Optional;

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

    /**
     * Reads a reverse-path with or without its angle brackets; {@code <>} and the empty text are the null one.
     *
     * @return empty when the text is no path
     */
    static Optional<ReversePath> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(NULL);
        }
        var result = text.startsWith("<") ? AddressParser.path(text, 0) : AddressParser.mailbox(text, 0);
        return switch (result) {
            case AddressParser.Result.Address(Mailbox mailbox, int end)
            when end == text.length() -> Optional.of(new Of(mailbox));
            case AddressParser.Result.Empty(int end) when end == text.length() -> Optional.of(NULL);
            case AddressParser.Result.Address a -> Optional.empty();
            case AddressParser.Result.Empty e -> Optional.empty();
            case AddressParser.Result.Postmaster p -> Optional.empty();
            case AddressParser.Result.Bad b -> Optional.empty();
        };
    }
}

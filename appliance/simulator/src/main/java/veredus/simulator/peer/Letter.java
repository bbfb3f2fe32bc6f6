package veredus.simulator.peer;

import java.util.List;

/**
 * What the source says about one message besides its body.
 *
 * @param sender the address of MAIL FROM; empty for the null sender
 * @param recipients addresses, at least one
 * @param headerLines more header lines, without line ends
 */
public record Letter(String sender, List<String> recipients, List<String> headerLines) {
    public Letter {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a letter needs a recipient");
        }
    }

    /** Writes the letter of a message number; called by many threads. */
    @FunctionalInterface
    public interface Writer {
        Letter letter(long number);
    }

    /** One recipient each, in {@code domains} in turn. */
    public static Writer toEach(List<String> domains) {
        return number -> new Letter(
                "news@sender.example",
                List.of("u" + number + "@" + domains.get((int) (number % domains.size()))),
                List.of());
    }
}

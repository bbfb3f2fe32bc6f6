package veredus.cli.peers;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a receiving server has put into its maildirs.
 *
 * @param server its name, for complaints
 * @param log what it says of itself, for complaints
 */
record Mailboxes(String server, Scratch scratch, Supplier<String> log) {
    /** All messages of all mailboxes. */
    List<String> mail() throws IOException {
        return scratch.maildirs(scratch.path().resolve("mail"));
    }

    /** Waits for the one message that contains {@code mark}. */
    String mail(String mark) throws IOException, InterruptedException {
        Patience.until(
                server + " has a message with " + mark + "; it says\n" + log.get(),
                () -> mail().stream().anyMatch(message -> message.contains(mark)));
        return mail().stream()
                .filter(message -> message.contains(mark))
                .findFirst()
                .orElseThrow();
    }
}

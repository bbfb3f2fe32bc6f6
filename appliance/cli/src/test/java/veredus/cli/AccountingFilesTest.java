package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;

/** What the engine's accounting says, read while it grows. */
class AccountingFilesTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasAcceptedIsQueuedUntilItEnds() throws IOException {
        var accounting = new AccountingFiles(directory, "acct");
        append("{\"type\":\"r\",\"rcpt\":\"A@x\"}\n{\"type\":\"r\",\"rcpt\":\"b@x\"}\n");
        assertThat(accounting.fates()).containsEntry("a@x", new Fate(State.QUEUED, 0));
        append(
                "{\"type\":\"t\",\"rcpt\":\"a@x\"}\n{\"type\":\"b\",\"rcpt\":\"b@x\"}\n{\"type\":\"d\",\"rcpt\":\"A@x\"}\n");
        assertThat(accounting.fates())
                .containsEntry("a@x", new Fate(State.DELIVERED, 1))
                .containsEntry("b@x", new Fate(State.BOUNCED, 0));
    }

    @Test
    void aLineThatIsNotWholeYetIsReadLater() throws IOException {
        var accounting = new AccountingFiles(directory, "acct");
        append("{\"type\":\"d\",\"rc");
        assertThat(accounting.fates()).isEmpty();
        append("pt\":\"a@x\"}\n");
        assertThat(accounting.fates()).containsEntry("a@x", new Fate(State.DELIVERED, 0));
    }

    @Test
    void withoutAnyFileNothingIsKnown() {
        assertThat(new AccountingFiles(directory.resolve("absent"), "acct").fates())
                .isEmpty();
    }

    private void append(String text) throws IOException {
        Files.writeString(
                directory.resolve("acct-2026-11-24-0001.json"),
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}

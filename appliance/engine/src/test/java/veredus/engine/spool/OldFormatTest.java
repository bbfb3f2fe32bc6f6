package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;

/**
 * A spool that version 1 of the format wrote is opened, and written on in the present one. {@code format-1.zip} has a
 * message that nobody has tried, one that was deferred, and one that was moved to the campaign {@code rescue}; with the
 * snapshot of a clean stop.
 */
@Timeout(60)
class OldFormatTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void unpack() throws IOException {
        InputStream stored = Objects.requireNonNull(OldFormatTest.class.getResourceAsStream("format-1.zip"));
        try (var zip = new ZipInputStream(stored)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(directory.resolve(entry.getName()), zip.readAllBytes());
            }
        }
    }

    private Spool open() throws SpoolException {
        return Spool.open(Worlds.real(), Mail.policy(32 << 10), directory, new BodyMemory(1 << 20));
    }

    private List<Path> logs() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static int version(Path segment) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(segment), 0, 64).getShort(4);
    }

    private static void checkAll(Spool spool) throws SpoolException {
        List<Delivery> found = Mail.takeAll(spool);
        assertThat(found)
                .extracting(delivery -> delivery.queue().toString())
                .containsExactlyInAnyOrder(
                        "spring:acme@new.example/pool-a",
                        "spring:acme@later.example/pool-a",
                        "rescue:acme@moved.example/pool-b");
        for (Delivery delivery : found) {
            assertThat(delivery.priority()).isEqualTo(Envelope.USUAL_PRIORITY);
            assertThat(Mail.read(spool, delivery.message())).isEqualTo(Mail.body(700, 1));
            boolean deferred = delivery.queue().domain().name().equals("later.example");
            assertThat(delivery.lastStatus()).isEqualTo(deferred ? "451 4.7.1 try again later" : "");
            assertThat(delivery.attempts()).isEqualTo(deferred ? 1 : 0);
        }
        found.forEach(spool::rest);
    }

    @Test
    void allIsThereFromTheSnapshotAndFromTheLog() throws Exception {
        assertThat(version(logs().getFirst())).isEqualTo(1);
        assertThat(directory.resolve("snapshot")).exists();
        try (Spool spool = open()) {
            checkAll(spool);
        }
        Files.delete(directory.resolve("snapshot"));
        try (Spool spool = open()) {
            checkAll(spool);
        }
    }

    @Test
    void aPriorityIsWrittenInTheNewFormatBesideTheOld() throws Exception {
        try (Spool spool = open()) {
            List<Delivery> all = Mail.takeAll(spool);
            spool.prioritize(all, 1).forEach(spool::rest);
        }
        var versions = new ArrayList<Integer>();
        for (Path log : logs()) {
            versions.add(version(log));
        }
        assertThat(versions).endsWith(2);
        Files.delete(directory.resolve("snapshot"));

        try (Spool spool = open()) {
            assertThat(Mail.takeAll(spool))
                    .hasSize(3)
                    .allSatisfy(delivery -> assertThat(delivery.priority()).isEqualTo(1));
        }
    }
}

package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;

/**
 * What may happen between two lives to the one file of a spool that is not the truth, its {@code snapshot} of the index:
 * it vanishes, an old copy of it comes back, one of another spool lies there, its trust marker is forged, or it is cut
 * off. None of it may cost anything but time. Used by one thread.
 */
final class Meddling {
    private static final String SNAPSHOT = "snapshot";

    /** Where a snapshot says to which record it belongs. */
    private static final int LAST_SEQUENCE = 16;

    private final Path snapshot;
    private final Path old;
    private final Path foreign;
    private final Random random;

    /** @param foreign the directory of another spool that was stopped cleanly */
    Meddling(Path spool, Path scratch, Path foreign, Random random) {
        this.snapshot = spool.resolve(SNAPSHOT);
        this.old = scratch.resolve("old-snapshot");
        this.foreign = foreign.resolve(SNAPSHOT);
        this.random = random;
    }

    /** Keeps the snapshot of a clean stop, to come back with it later. */
    void keep() throws IOException {
        if (Files.exists(snapshot)) {
            Files.copy(snapshot, old, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Does one of these things; answers which, for the log. */
    String meddle() throws IOException {
        return switch (random.nextInt(5)) {
            case 0 -> deleted();
            case 1 -> replace(old, "old copy");
            case 2 -> replace(foreign, "of another spool");
            case 3 -> forge();
            default -> cut();
        };
    }

    private String deleted() throws IOException {
        return Files.deleteIfExists(snapshot) ? "deleted" : "untouched";
    }

    private String replace(Path other, String what) throws IOException {
        if (!Files.exists(other)) {
            return "untouched";
        }
        Files.copy(other, snapshot, StandardCopyOption.REPLACE_EXISTING);
        return what;
    }

    private String forge() throws IOException {
        if (!Files.exists(snapshot) || Files.size(snapshot) < LAST_SEQUENCE + Long.BYTES) {
            return "untouched";
        }
        byte[] bytes = Files.readAllBytes(snapshot);
        ByteBuffer view = ByteBuffer.wrap(bytes);
        view.putLong(LAST_SEQUENCE, view.getLong(LAST_SEQUENCE) + 1 + random.nextInt(100));
        Files.write(snapshot, bytes);
        return "forged";
    }

    private String cut() throws IOException {
        if (!Files.exists(snapshot)) {
            return "untouched";
        }
        byte[] bytes = Files.readAllBytes(snapshot);
        Files.write(snapshot, Arrays.copyOf(bytes, bytes.length / 2));
        return "cut off";
    }
}

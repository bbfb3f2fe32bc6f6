package veredus.engine.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import veredus.api.admin.AdminJson;
import veredus.api.policy.PolicyTexts;
import veredus.world.Disk;

/**
 * Writes a configuration directory so that a crash leaves the old files or the new ones, never some of each.
 *
 * <p>Two files of ours may lie in it, which no policy reads. {@link #WRITING} holds what is to change, and lies
 * there while that is written, if it is more than one file: the change is decided at the instant its name is forced, and whoever finds it finishes
 * the work. {@link #UNCONFIRMED} holds the texts from before a change that is to be confirmed, and until when.
 *
 * <p>Reads and writes files: from platform threads, one at a time.
 */
public final class PolicyDirectory {
    static final String WRITING = ".veredus-writing.json";
    static final String UNCONFIRMED = ".veredus-unconfirmed.json";

    /** A larger one of our own files is not ours. */
    private static final int LARGEST_BYTES = 256 << 20;

    private final Disk disk;
    private final Path directory;

    /**
     * What is to be done to the files.
     *
     * @param files texts by name, of those that change
     * @param removed names
     */
    private record Writing(Map<String, String> files, List<String> removed) {
        Writing {
            files = PolicyTexts.of(files).files();
            removed = List.copyOf(removed);
        }

        static Writing between(PolicyTexts before, PolicyTexts next) {
            var files = new TreeMap<>(next.files());
            before.files().forEach(files::remove);
            var removed = new ArrayList<>(before.files().keySet());
            removed.removeAll(next.files().keySet());
            return new Writing(files, removed);
        }

        int size() {
            return files.size() + removed.size();
        }
    }

    /**
     * A change that is put back unless it is confirmed.
     *
     * @param version that of the change
     * @param before that which was in force before
     * @param files the texts of that
     */
    record Unconfirmed(String version, String before, Instant until, String by, Map<String, String> files) {
        Unconfirmed {
            files = Map.copyOf(files);
        }

        PolicyTexts texts() {
            return PolicyTexts.of(files);
        }
    }

    public PolicyDirectory(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    Path path() {
        return directory;
    }

    /**
     * Mends what a crash may have left, and puts back a change whose time to be confirmed is over. To be called before
     * the directory is read at the start of an engine.
     *
     * @return what was done, for people
     * @throws IOException when it cannot be done: the files then are a mixture that must not be used
     */
    public List<String> mend(Instant now) throws IOException {
        var done = new ArrayList<String>();
        Optional<Writing> begun = find(WRITING, Writing.class);
        if (begun.isPresent()) {
            finish(begun.get());
            done.add("finished a change of " + directory + " that a crash had interrupted");
        }
        Optional<Unconfirmed> waiting = unconfirmed();
        if (waiting.filter(change -> !change.until().isAfter(now)).isPresent()) {
            write(waiting.get().texts());
            confirmed();
            done.add("put back the configuration from before version "
                    + waiting.get().version() + ", which was not confirmed in time");
        }
        return done;
    }

    /** The change that waits to be confirmed. */
    Optional<Unconfirmed> unconfirmed() throws IOException {
        return find(UNCONFIRMED, Unconfirmed.class);
    }

    /** Notes a change before it is written. Durable when it returns. */
    void unconfirmed(Unconfirmed change) throws IOException {
        replace(UNCONFIRMED, AdminJson.LENIENT.writeValueAsString(change));
        disk.forceDirectory(directory);
    }

    /** Forgets that a change is to be confirmed. Durable when it returns. */
    void confirmed() throws IOException {
        disk.delete(directory.resolve(UNCONFIRMED));
        disk.forceDirectory(directory);
    }

    /** Makes the directory hold {@code texts} and no other {@code .toml} files. Durable when it returns. */
    void write(PolicyTexts texts) throws IOException {
        Writing writing = Writing.between(PolicyTexts.read(directory), texts);
        if (writing.size() > 1) {
            replace(WRITING, AdminJson.LENIENT.writeValueAsString(writing));
            disk.forceDirectory(directory);
        }
        finish(writing);
    }

    private void finish(Writing writing) throws IOException {
        Set<Path> touched = new LinkedHashSet<>();
        for (Map.Entry<String, String> file : writing.files().entrySet()) {
            Path parent = parent(file.getKey());
            if (!disk.exists(parent)) {
                disk.createDirectories(parent);
                touched.add(directory);
            }
            replace(file.getKey(), file.getValue());
            touched.add(parent);
        }
        for (String name : writing.removed()) {
            disk.delete(directory.resolve(name));
            touched.add(parent(name));
        }
        for (Path parent : touched) {
            disk.forceDirectory(parent);
        }
        if (disk.exists(directory.resolve(WRITING))) {
            disk.delete(directory.resolve(WRITING));
            disk.forceDirectory(directory);
        }
    }

    private Path parent(String name) {
        @Nullable Path parent = directory.resolve(name).getParent();
        return parent == null ? directory : parent;
    }

    /** The old text or the new one is there after a crash, once the directory is forced. */
    private void replace(String name, String text) throws IOException {
        Path place = directory.resolve(name);
        Path made = place.resolveSibling("." + place.getFileName() + ".new");
        try (Disk.DiskFile file = disk.open(made)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.force();
        }
        disk.rename(made, place);
    }

    private <T> Optional<T> find(String name, Class<T> type) throws IOException {
        Path path = directory.resolve(name);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try (Disk.DiskFile file = disk.openForReading(path)) {
            if (file.size() > LARGEST_BYTES) {
                throw new IOException(path + " is larger than any configuration");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            int got = 0;
            while (bytes.hasRemaining() && got >= 0) {
                got = file.read(bytes, bytes.position());
            }
            return Optional.of(AdminJson.LENIENT.readValue(bytes.array(), 0, bytes.position(), type));
        } catch (JacksonException damaged) {
            throw new IOException(path + " cannot be read; look at the files beside it, then delete it", damaged);
        }
    }
}

package veredus.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;

/**
 * Reads the engine's JSON accounting as it grows, for a trial: what became of each recipient. Each look reads only what
 * is new, up to the last whole line. Used by one thread.
 */
final class AccountingFiles {
    private static final int MAX_NEW_BYTES = 256 * 1024 * 1024;

    private final Path directory;
    private final String prefix;
    private final JsonMapper mapper = JsonMapper.shared();
    private final Map<Path, Long> read = new TreeMap<>();
    private final Map<String, Fate> fates = new HashMap<>();

    /**
     * The series {@code name} in {@code directory}.
     *
     * @param name the output's name in {@code accounting.toml}
     */
    AccountingFiles(Path directory, String name) {
        this.directory = directory;
        this.prefix = name + "-";
    }

    /** What is known now, by recipient in lower case. */
    Map<String, Fate> fates() {
        try {
            for (Path file : files()) {
                readNew(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the accounting in " + directory + " cannot be read", unreadable);
        }
        return new HashMap<>(fates);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private void readNew(Path file) throws IOException {
        long from = read.getOrDefault(file, 0L);
        byte[] bytes;
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            bytes = new byte[(int) Math.min(MAX_NEW_BYTES, in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
        }
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                note(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        read.put(file, from + start);
    }

    private void note(String line) {
        JsonNode record = mapper.readTree(line);
        String recipient = record.path("rcpt").asString("").toLowerCase(Locale.ROOT);
        Fate before = fates.get(recipient);
        int attempts = before == null ? 0 : before.attempts();
        switch (record.path("type").asString("")) {
            case "r" -> fates.putIfAbsent(recipient, new Fate(State.QUEUED, 0));
            case "d" -> fates.put(recipient, new Fate(State.DELIVERED, attempts));
            case "b" -> fates.put(recipient, new Fate(State.BOUNCED, attempts));
            case "t" -> fates.put(recipient, new Fate(State.QUEUED, attempts + 1));
            default -> {
                // A path that failed says nothing of what became of a recipient.
            }
        }
    }
}

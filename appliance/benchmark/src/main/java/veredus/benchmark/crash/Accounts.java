package veredus.benchmark.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the accounting files of an engine say of each recipient of {@link Books}. Records may come twice after a crash,
 * with the same id; what is counted here is without repetitions.
 */
final class Accounts {
    private final Map<Long, Story> stories = new HashMap<>();
    private long records;
    private long repeated;
    private long torn;

    /** What is written of one recipient. */
    static final class Story {
        private String reception = "";
        private boolean otherReception;
        private boolean delivered;
        private boolean bounced;

        /** Whether its reception is there, under one id. */
        boolean isReceivedOnce() {
            return !reception.isEmpty() && !otherReception;
        }

        boolean isDelivered() {
            return delivered;
        }

        boolean isBounced() {
            return bounced;
        }
    }

    private static final Story NONE = new Story();

    private Accounts() {}

    /** Reads all files of {@code directory}; the last line of a file may be cut off, all others must be whole. */
    static Accounts read(Path directory) throws IOException {
        var accounts = new Accounts();
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    accounts.add(line);
                }
            }
        }
        return accounts;
    }

    private void add(String line) {
        records++;
        if (!line.startsWith("{") || !line.endsWith("}") || line.indexOf('\0') >= 0) {
            torn++;
            return;
        }
        long key = Books.key(value(line, "rcpt"));
        if (key < 0) {
            return;
        }
        Story story = stories.computeIfAbsent(key, recipient -> new Story());
        switch (value(line, "type")) {
            case "r" -> {
                String id = value(line, "id");
                if (story.reception.isEmpty()) {
                    story.reception = id;
                } else if (story.reception.equals(id)) {
                    repeated++;
                } else {
                    story.otherReception = true;
                }
            }
            case "d" -> story.delivered = true;
            case "b" -> story.bounced = true;
            default -> {
                // A deferral says nothing about the end.
            }
        }
    }

    /** The text of a member that has no escapes; empty when there is none. */
    private static String value(String line, String name) {
        String start = "\"" + name + "\":\"";
        int from = line.indexOf(start);
        int to = from < 0 ? -1 : line.indexOf('"', from + start.length());
        return to < 0 ? "" : line.substring(from + start.length(), to);
    }

    Story of(long key) {
        return stories.getOrDefault(key, NONE);
    }

    long records() {
        return records;
    }

    /** Receptions that are written more than once, with the same id. */
    long repeated() {
        return repeated;
    }

    /** Lines that are no whole record. */
    long torn() {
        return torn;
    }
}

package veredus.api.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last reading of a configuration made of its files, so that the next takes over those that have not changed: of
 * thousands of rules a change concerns a few. Kept is what depends on the file's text alone and has no problem; a file
 * with a macro, and a table with a secret, is read anew each time. It holds no more than the last reading's records, which
 * are mostly those of the policy in force. Safe for use by many threads.
 */
public final class KnownFiles {
    private volatile Map<String, Known> last = Map.of();

    /** The tables of one kind in one file, and where their keys stand. */
    record Tables(List<? extends Record> records, Origins origins) {}

    /** One file without problems. Safe for many threads, since two readings may find it. */
    static final class Known {
        private final String text;
        private final Map<String, Tables> tables = new ConcurrentHashMap<>();

        Known(String text) {
            this.text = text;
        }

        @Nullable
        Tables find(String key) {
            return tables.get(key);
        }

        void put(String key, Tables made) {
            tables.put(key, made);
        }
    }

    /** One reading: what the one before knew, and what the next will know. Used by one thread. */
    final class Reading {
        private final Map<String, Known> before = last;
        private final Map<String, Known> now = new HashMap<>();

        /** What is known of a file with this text. */
        Optional<Known> find(String file, String text) {
            return Optional.ofNullable(before.get(file)).filter(known -> known.text.equals(text));
        }

        /** This file is part of the reading, and has no problem by itself. */
        void keep(String file, Known known) {
            now.put(file, known);
        }

        /** Nothing more is read. */
        void end() {
            last = now;
        }
    }

    Reading reading() {
        return new Reading();
    }
}

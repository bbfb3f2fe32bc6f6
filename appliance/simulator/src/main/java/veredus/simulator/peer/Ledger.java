package veredus.simulator.peer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A book of messages by number and recipient, with the checksum of the body. Source and sink each keep one; comparing
 * them shows what was lost, doubled or changed on the way. Safe for use by many threads. Holds at most
 * {@code maxEntries}; what came after that is only counted in {@link #overflow}.
 */
public final class Ledger {
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong overflow = new AtomicLong();
    private final int maxEntries;

    public Ledger(int maxEntries) {
        this.maxEntries = maxEntries;
    }

    /** A message for one recipient; recipients are compared in lower case. */
    public record Key(long number, String recipient) implements Comparable<Key> {
        public Key {
            recipient = recipient.toLowerCase(Locale.ROOT);
        }

        @Override
        public int compareTo(Key other) {
            int order = Long.compare(number, other.number);
            return order != 0 ? order : recipient.compareTo(other.recipient);
        }
    }

    /**
     * What is known of it.
     *
     * @param hash CRC32C of the body, without header and dot stuffing
     * @param copies how many times it was written down
     * @param altered whether copies had different checksums
     */
    public record Entry(int hash, int copies, boolean altered) {}

    /** Writes one down. */
    public void add(Key key, int hash) {
        boolean known = entries.containsKey(key);
        if (!known && held.get() >= maxEntries) {
            overflow.incrementAndGet();
            return;
        }
        Entry after = entries.merge(
                key,
                new Entry(hash, 1, false),
                (old, one) -> new Entry(old.hash(), old.copies() + 1, old.altered() || old.hash() != hash));
        if (after.copies() == 1) {
            held.incrementAndGet();
        }
    }

    public Optional<Entry> find(Key key) {
        return Optional.ofNullable(entries.get(key));
    }

    public int size() {
        return entries.size();
    }

    /** How many were not written down because the book was full. */
    public long overflow() {
        return overflow.get();
    }

    /** All of it at this moment, in the order of numbers. */
    public Map<Key, Entry> entries() {
        return new TreeMap<>(entries);
    }
}

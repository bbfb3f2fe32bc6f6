package veredus.simulator.peer;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one provider has received and refused. Fixed memory, apart from the optional ledger. Safe for many threads. */
public final class SinkBook {
    private static final int MAX_SOURCES = 10_000;

    private final LongAdder connections = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder recipients = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder deferrals = new LongAdder();
    private final LongAdder rejections = new LongAdder();
    private final LongAdder cuts = new LongAdder();
    private final Latencies arrivals = new Latencies();
    private final Map<String, LongAdder> bySource = new ConcurrentHashMap<>();
    private final Optional<Ledger> ledger;

    private final SinkWatcher watcher;

    SinkBook(Optional<Ledger> ledger, SinkWatcher watcher) {
        this.ledger = ledger;
        this.watcher = watcher;
    }

    void connected() {
        connections.increment();
    }

    /** The counter of one source address; sources beyond the bound share the counter {@code other}. */
    LongAdder source(InetAddress address) {
        String name = bySource.size() >= MAX_SOURCES ? "other" : address.getHostAddress();
        return bySource.computeIfAbsent(name, key -> new LongAdder());
    }

    void refused(String reply) {
        (reply.charAt(0) == '4' ? deferrals : rejections).increment();
    }

    void cut() {
        cuts.increment();
    }

    void received(Intake message, Iterable<String> to, LongAdder source, long arrivedMicros, boolean answered) {
        messages.increment();
        source.increment();
        bytes.add(message.bytes());
        Trace trace = message.trace();
        if (trace.sentMicros() > 0) {
            arrivals.add((arrivedMicros - trace.sentMicros()) * 1000);
        }
        for (String recipient : to) {
            recipients.increment();
            ledger.ifPresent(book -> book.add(new Ledger.Key(trace.number(), recipient), message.hash()));
            watcher.received(trace.number(), recipient, message.hash(), answered);
        }
    }

    public long connections() {
        return connections.sum();
    }

    /** Transactions that ended well. */
    public long messages() {
        return messages.sum();
    }

    /** Recipients of those transactions. */
    public long recipients() {
        return recipients.sum();
    }

    public long bytes() {
        return bytes.sum();
    }

    /** Replies 4xx that the provider's effects gave. */
    public long deferrals() {
        return deferrals.sum();
    }

    /** Replies 5xx that the provider's effects gave. */
    public long rejections() {
        return rejections.sum();
    }

    /** Connections that were cut at the end of a message, with or without taking it. */
    public long cuts() {
        return cuts.sum();
    }

    /** From the source's MAIL to the final dot here. */
    public Latencies arrivals() {
        return arrivals;
    }

    /** Messages by the address they came from. */
    public Map<String, Long> bySource() {
        var counts = new TreeMap<String, Long>();
        bySource.forEach((address, count) -> counts.put(address, count.sum()));
        return counts;
    }
}

package veredus.engine.listener;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import veredus.engine.reception.RuleMatches;

/** What the listeners have done since the start; for metrics. Safe for many threads. */
public final class ListenerCounters {
    final LongAdder connections = new LongAdder();
    final LongAdder refusedConnections = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder recipients = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder authFailures = new LongAdder();
    private final RuleMatches ruleMatches = new RuleMatches();
    private final ConcurrentSkipListMap<Integer, LongAdder> rejections = new ConcurrentSkipListMap<>();

    /** Sessions that got a greeting. */
    public long connections() {
        return connections.sum();
    }

    /** Connections that got none: too many, not allowed, no PROXY header, stopped by a hook. */
    public long refusedConnections() {
        return refusedConnections.sum();
    }

    /** Messages answered with 250 after their end. */
    public long acceptedMessages() {
        return messages.sum();
    }

    /** Recipients of those messages. */
    public long acceptedRecipients() {
        return recipients.sum();
    }

    /** Bytes of those messages as they are stored. */
    public long acceptedBytes() {
        return bytes.sum();
    }

    public long authFailures() {
        return authFailures.sum();
    }

    /** How many recipients each routing rule has decided on. */
    public RuleMatches ruleMatches() {
        return ruleMatches;
    }

    /** 4xx and 5xx replies by code. */
    public NavigableMap<Integer, Long> rejections() {
        var sums = new TreeMap<Integer, Long>();
        for (Map.Entry<Integer, LongAdder> entry : rejections.entrySet()) {
            sums.put(entry.getKey(), entry.getValue().sum());
        }
        return sums;
    }

    void rejected(int code) {
        LongAdder known = rejections.get(code);
        if (known == null) {
            known = rejections.computeIfAbsent(code, any -> new LongAdder());
        }
        known.increment();
    }
}

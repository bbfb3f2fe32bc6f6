package veredus.benchmark.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.SinkWatcher;
import veredus.simulator.peer.SourceWatcher;
import veredus.world.Time;

/**
 * The ledger of both sides, one line for each recipient: opened before its message is sent, and told when the engine
 * acknowledges it and when a site receives it. It lives in a process that is never killed. Safe for use by many
 * threads; each line has one lock, its own.
 *
 * <p>A recipient's address is {@code uNUMBER.K@DOMAIN}, the sender's {@code sNUMBER@}{@link Site#SENDERS}.
 */
final class Books implements SourceWatcher, SinkWatcher {
    /** Recipients of one message. */
    static final int MOST_RECIPIENTS = 16;

    private final Time time;
    private final Map<Long, Line> lines = new ConcurrentHashMap<>();
    private final Set<Long> notices = ConcurrentHashMap.newKeySet();
    private final AtomicLong invented = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();

    Books(Time time) {
        this.time = time;
    }

    /** One recipient. Fields are guarded by the line itself. */
    static final class Line {
        private final int hash;
        private boolean acknowledged;
        private boolean refused;
        private boolean altered;
        private final List<Arrival> arrivals = new ArrayList<>(1);

        private Line(int hash) {
            this.hash = hash;
        }

        /** What is known now. */
        synchronized Seen seen() {
            return new Seen(acknowledged, refused, altered, List.copyOf(arrivals));
        }
    }

    /** A copy that a site took; {@code answered} is false where it cut the connection instead of saying 250. */
    record Arrival(long nanos, boolean answered) {}

    /** A line as it stands. */
    record Seen(boolean acknowledged, boolean refused, boolean altered, List<Arrival> arrivals) {}

    /** The key of an address of the form {@code uNUMBER.K@DOMAIN}; -1 where it has another. */
    static long key(String address) {
        int dot = address.indexOf('.');
        int at = address.indexOf('@');
        if (!address.startsWith("u") || dot < 0 || at < dot) {
            return -1;
        }
        long number = digits(address, 1, dot);
        long recipient = digits(address, dot + 1, at);
        return number < 0 || recipient < 0 ? -1 : number * MOST_RECIPIENTS + recipient;
    }

    private static long digits(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return from == to ? -1 : value;
    }

    @Override
    public void sending(long number, Letter letter, int hash) {
        letter.recipients().forEach(recipient -> lines.put(key(recipient), new Line(hash)));
    }

    @Override
    public void accepted(long number, List<String> recipients, int hash) {
        for (String recipient : recipients) {
            Line line = line(recipient);
            synchronized (line) {
                line.acknowledged = true;
            }
        }
        acknowledged.addAndGet(recipients.size());
    }

    @Override
    public void refused(long number, List<String> recipients, String reply) {
        for (String recipient : recipients) {
            Line line = line(recipient);
            synchronized (line) {
                line.refused = true;
            }
        }
    }

    private Line line(String recipient) {
        Line line = lines.get(key(recipient));
        if (line == null) {
            throw new IllegalStateException("nothing was sent to " + recipient);
        }
        return line;
    }

    @Override
    public void received(long number, String recipient, int hash, boolean answered) {
        arrived.incrementAndGet();
        if (recipient.startsWith("s")) {
            notices.add(digits(recipient, 1, recipient.indexOf('@')));
            return;
        }
        long key = key(recipient);
        Line line = lines.get(key);
        if (line == null) {
            invented.incrementAndGet();
            return;
        }
        var arrival = new Arrival(time.nanos(), answered);
        synchronized (line) {
            line.altered |= line.hash != hash || key / MOST_RECIPIENTS != number;
            line.arrivals.add(arrival);
        }
    }

    Map<Long, Line> lines() {
        return lines;
    }

    /** Whether a notice about this message reached its sender. */
    boolean hasNotice(long number) {
        return notices.contains(number);
    }

    /** Copies for addresses to which nothing was sent. */
    long invented() {
        return invented.get();
    }

    /** Recipients acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Copies and notices that have arrived so far. */
    long arrived() {
        return arrived.get();
    }
}

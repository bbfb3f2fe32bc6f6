package veredus.simulator.peer;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Time;

/**
 * Sends a {@link Load}: one thread for each connection, every one of them taking the next message number until there
 * are no more. A connection that breaks is opened again, at most {@value #MAX_FAILURES_IN_A_ROW} times without a
 * message in between. No message is sent twice.
 */
public final class SmtpSource {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSource.class);
    private static final int MAX_FAILURES_IN_A_ROW = 5;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    private final Load load;
    private final Time time;
    private final SourceWatcher watcher;
    private final Latencies latencies = new Latencies();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean stopped;
    private long startNanos;

    public SmtpSource(Load load, Time time, SourceWatcher watcher) {
        this.load = load;
        this.time = time;
        this.watcher = watcher;
    }

    /** Sends all of it and answers when every message has its fate, or no connection can be had any more. */
    public Sent send() throws InterruptedException {
        startNanos = time.nanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < load.connections(); i++) {
            threads.add(Thread.ofVirtual().name("source-" + i).start(this::work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Duration took = Duration.ofNanos(time.nanos() - startNanos);
        long started = accepted.get() + refused.get() + lost.get();
        return new Sent(accepted.get(), refused.get(), lost.get(), load.messages() - started, took, latencies);
    }

    /** Messages accepted so far; for progress displays. */
    public long acceptedSoFar() {
        return accepted.get();
    }

    /** Starts no more messages; those under way are finished. */
    public void stop() {
        stopped = true;
    }

    private void work() {
        var draft = new Draft(load.sizeBytes());
        int failures = 0;
        @Nullable SourceSession session = null;
        try {
            while (!stopped && failures < MAX_FAILURES_IN_A_ROW && taken.get() < load.messages()) {
                if (session == null) {
                    session = connect();
                    failures = session == null ? failures + 1 : failures;
                    continue;
                }
                long index = taken.getAndIncrement();
                if (index >= load.messages()) {
                    break;
                }
                pace(index);
                if (send(session, load.firstNumber() + index, draft)) {
                    failures = 0;
                } else {
                    session.close();
                    session = null;
                    failures++;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }

    private @Nullable SourceSession connect() throws InterruptedException {
        try {
            return new SourceSession(load.target(), load.pipelining());
        } catch (IOException unwilling) {
            LOG.debug("No connection to {}: {}", load.target(), unwilling.getMessage());
            time.sleep(PAUSE_AFTER_FAILURE);
            return null;
        }
    }

    private void pace(long index) throws InterruptedException {
        if (load.perSecond() > 0) {
            long due = startNanos + (long) (index * 1e9 / load.perSecond());
            long early = due - time.nanos();
            if (early > 0) {
                time.sleep(Duration.ofNanos(early));
            }
        }
    }

    /** Sends one message; false when the connection is lost with it. */
    private boolean send(SourceSession session, long number, Draft draft) {
        Letter letter = load.letters().letter(number);
        Instant now = time.now();
        int hash = draft.write(number, now.getEpochSecond() * 1_000_000 + now.getNano() / 1000, letter);
        watcher.sending(number, letter, hash);
        long start = time.nanos();
        try {
            SourceSession.Said said = session.send(letter, draft);
            if (said.taken().isEmpty()) {
                refused.incrementAndGet();
                watcher.refused(number, letter.recipients(), said.reply());
                return true;
            }
            latencies.add(time.nanos() - start);
            accepted.incrementAndGet();
            watcher.accepted(number, said.taken(), hash);
            if (said.taken().size() < letter.recipients().size()) {
                var others = new ArrayList<>(letter.recipients());
                others.removeAll(said.taken());
                watcher.refused(number, others, said.reply());
            }
            return true;
        } catch (IOException broken) {
            LOG.debug("Message {} was lost with its connection: {}", number, broken.getMessage());
            lost.incrementAndGet();
            watcher.lost(number);
            return false;
        }
    }
}

package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import veredus.simulator.peer.Ledger;
import veredus.simulator.peer.SmtpSink;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/**
 * Many sessions send a large message each at the same time to an engine with a small heap: all are accepted, or put off
 * with 452, and every byte arrives. The size is in millions of bytes, which leaves room for the header below the 50 MiB
 * that the receiving site takes. The receiving site is in this process, so that it can be compared byte for byte.
 */
final class LargeBodies {
    private static final int MEGABYTE = 1_000_000;
    private static final int PUT_OFF = 452;

    private final Path directory;
    private final int sessions;
    private final int megabytes;
    private final int patience;
    private final String heap;
    private final PeerGroup group = PeerGroup.take("large", 8, 8, 4);
    private final Figures figures;
    private final Map<Long, Integer> sent = new ConcurrentHashMap<>();
    private final AtomicInteger putOff = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();

    LargeBodies(Path directory, Settings settings) {
        this.directory = directory;
        this.sessions = settings.number("sessions", 200);
        this.megabytes = settings.number("size-mb", 50);
        this.patience = settings.number("patience", 400);
        this.heap = settings.text("heap", "512m");
        settings.allKnown();
        this.figures = new Figures("large-bodies", settings);
    }

    Figures run() throws IOException, InterruptedException {
        var received = new Ledger(sessions + 1);
        try (var site = new Site(directory, List.of(), List.of());
                var sink =
                        SmtpSink.start(group.providers(), 0, new RealTime(), new RealChance(), Optional.of(received))) {
            var policy = site.policy(List.of(group), sink.port())
                    .with("listeners.toml", "max-connections-per-client = " + (sessions + 10))
                    .with("listeners.toml", "max-message-size = \"" + (megabytes + 2) + "MiB\"");
            Child engine = site.engine("engine", policy, heap);
            send(site, engine, received);
            engine.kill();
            Scratch.delete(directory.resolve("engine"));
        }
        return figures;
    }

    private void send(Site site, Child engine, Ledger received) throws IOException, InterruptedException {
        var watch = new Stopwatch();
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < sessions; i++) {
            long number = i + 1L;
            threads.add(Thread.ofVirtual().start(() -> session(site, number, start)));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        figures.put("accept-s", watch.seconds());
        figures.put("accept-mb-per-s", (double) sent.size() * megabytes / watch.seconds());
        boolean all = watch.await(patience, () -> received.size() >= sent.size() || !engine.isAlive());
        figures.put("delivered-s", watch.seconds());
        figures.put("accepted", sent.size());
        figures.put("put-off-452", putOff.get());
        figures.atMost("refused-otherwise", refused.get(), 0);
        figures.atMost("connections-broken", broken.get(), 0);
        if (!all) {
            figures.miss(received.size() + " of " + sent.size() + " arrived in " + patience + " s");
        }
        figures.atMost("altered-or-missing", differences(received), 0);
        figures.atLeast("engine-alive", engine.isAlive() ? 1 : 0, 1);
        if (engine.isAlive()) {
            Map<String, Long> stats = engine.ask("stats");
            figures.put("heap-peak-mb", stats.getOrDefault("heapPeak", 0L) / (double) MEGABYTE);
            figures.put("heap-committed-mb", stats.getOrDefault("heapCommitted", 0L) / (double) MEGABYTE);
            figures.put("gc-s", stats.getOrDefault("gcMillis", 0L) / 1e3);
            figures.put("rss-peak-mb", engine.residentPeakBytes() / (double) MEGABYTE);
        }
    }

    private void session(Site site, long number, CountDownLatch start) {
        try {
            start.await();
            LongMail.Fate fate = LongMail.send(
                    site.smtp(), number, (long) megabytes * MEGABYTE, "u" + number + "@" + group.domain(number));
            if (fate.code() == 250) {
                sent.put(number, fate.hash());
            } else {
                (fate.code() == PUT_OFF ? putOff : refused).incrementAndGet();
            }
        } catch (IOException gone) {
            broken.incrementAndGet();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private long differences(Ledger received) {
        return sent.entrySet().stream()
                .filter(entry -> {
                    var key = new Ledger.Key(entry.getKey(), "u" + entry.getKey() + "@" + group.domain(entry.getKey()));
                    Optional<Ledger.Entry> arrived = received.find(key);
                    return arrived.isEmpty()
                            || arrived.get().hash() != entry.getValue()
                            || arrived.get().altered();
                })
                .count();
    }
}

package veredus.benchmark.crash;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.SmtpSource;
import veredus.world.Time;

/**
 * Load of mixed sizes on one engine for one life: small messages on many connections, a few that are larger than what
 * fits into one record, and some for several recipients. Used by one thread.
 */
final class Traffic {
    private static final AtomicLong BLOCKS = new AtomicLong();
    private static final long BLOCK = 1_000_000;
    private static final long ENDLESS = BLOCK;

    /** Sources: bytes of each body, connections, messages a second (0 for no limit). */
    private static final List<Kind> KINDS = List.of(
            new Kind(512, 8, 0),
            new Kind(6_000, 6, 0),
            new Kind(50_000, 2, 60),
            new Kind(300_000, 1, 8),
            new Kind(1_000_000, 1, 3));

    private final List<SmtpSource> sources = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private record Kind(int sizeBytes, int connections, double perSecond) {}

    private Traffic() {}

    /** Starts to send to {@code engine} and notes everything in {@code books}. */
    static Traffic start(InetSocketAddress engine, Books books, Time time) {
        var traffic = new Traffic();
        for (Kind kind : KINDS) {
            long first = 1 + BLOCKS.getAndIncrement() * BLOCK;
            var load = new Load(
                    engine,
                    kind.connections(),
                    ENDLESS,
                    first,
                    kind.sizeBytes(),
                    true,
                    kind.perSecond(),
                    Traffic::letter);
            var source = new SmtpSource(load, time, books);
            traffic.sources.add(source);
            traffic.threads.add(Thread.ofVirtual().name("crash-source").start(() -> send(source)));
        }
        return traffic;
    }

    private static void send(SmtpSource source) {
        try {
            source.send();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets what is under way come to its end, and starts nothing more. */
    void stop() {
        sources.forEach(SmtpSource::stop);
    }

    /** Waits until all of it has ended. */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Most letters have one recipient, one in eight has three, one in fifty has ten; over all domains. */
    static Letter letter(long number) {
        long dice = number * 0x9E37_79B9_7F4A_7C15L >>> 33;
        int count = dice % 50 == 0 ? 10 : dice % 8 == 1 ? 3 : 1;
        var recipients = new LinkedHashSet<String>();
        for (int i = 0; i < count; i++) {
            String domain = Site.DOMAINS.get((int) ((dice + i / 2) % Site.DOMAINS.size()));
            recipients.add("u" + number + "." + i + "@" + domain);
        }
        return new Letter(
                "s" + number + "@" + Site.SENDERS, List.copyOf(recipients), List.of("X-Job: job-" + dice % 3));
    }
}

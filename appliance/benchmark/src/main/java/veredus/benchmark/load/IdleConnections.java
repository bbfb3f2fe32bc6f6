package veredus.benchmark.load;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Sent;

/** Mail flows while a great many clients are connected and say nothing. The clients are in this process. */
final class IdleConnections {
    private static final double MEGABYTE = 1e6;
    private static final double PATIENCE_SECONDS = 60;
    private static final double PROMISE = 0.5;
    private static final int CODE_LENGTH = 3;

    private final Path directory;
    private final int idle;
    private final int messages;
    private final String heap;
    private final PeerGroup group = PeerGroup.take("idle", 10, 10, 7);
    private final Figures figures;

    IdleConnections(Path directory, Settings settings) {
        this.directory = directory;
        this.idle = settings.number("connections", 10_000);
        this.messages = settings.number("messages", 10_000);
        this.heap = settings.text("heap", "512m");
        settings.allKnown();
        this.figures = new Figures("idle-connections", settings);
    }

    Figures run() throws IOException, InterruptedException {
        var clients = new ArrayList<Socket>();
        try (var site = new Site(directory, List.of(List.of(group)), List.of("-Xmx256m"))) {
            int bound = idle + 100;
            var policy = site.policy()
                    .with("server.toml", "max-connections = " + bound)
                    .with("listeners.toml", "max-connections = " + bound)
                    .with("listeners.toml", "max-connections-per-client = " + bound);
            Child engine = site.engine("engine", policy, heap);
            double alone = rate(site, 0);
            figures.put("mail-per-s-before", alone);
            var watch = new Stopwatch();
            for (int i = 0; i < idle; i++) {
                clients.add(greeted(site));
            }
            figures.put("seconds-to-open", watch.seconds());
            double beside = rate(site, messages);
            figures.put("mail-per-s-beside", beside);
            figures.atLeast("mail-ratio", beside / alone, PROMISE);
            figures.atMost(
                    "connections-lost",
                    clients.stream().filter(client -> !open(client)).count(),
                    0);
            Map<String, Long> stats = engine.ask("gc");
            figures.put("heap-peak-mb", stats.getOrDefault("heapPeak", 0L) / MEGABYTE);
            figures.put("heap-live-mb", stats.getOrDefault("heap", 0L) / MEGABYTE);
            figures.put("rss-peak-mb", engine.residentPeakBytes() / MEGABYTE);
            engine.kill();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        return figures;
    }

    /** A client that has read the greeting and will say nothing. */
    private static Socket greeted(Site site) throws IOException {
        var socket = new Socket();
        socket.connect(site.smtp());
        byte[] code = socket.getInputStream().readNBytes(CODE_LENGTH);
        if (code.length < CODE_LENGTH || code[0] != '2') {
            socket.close();
            throw new IOException("a client was not greeted with 220");
        }
        return socket;
    }

    private static boolean open(Socket client) {
        try {
            // The rest of the greeting is there; at the end of the stream there would be nothing.
            return client.getInputStream().available() > 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Messages a second from the first command to the last arrival. */
    private double rate(Site site, long firstNumber) throws IOException, InterruptedException {
        long before = site.peers("idle.messages");
        var watch = new Stopwatch();
        Sent sent = Sending.start(
                        site.smtp(),
                        20,
                        messages,
                        firstNumber,
                        10_240,
                        0,
                        number -> new Letter(
                                "news@sender.example", List.of("u" + number + "@" + group.domain(number)), List.of()))
                .await();
        boolean all = watch.await(PATIENCE_SECONDS, () -> site.peers("idle.messages") - before >= messages);
        if (!all || sent.accepted() < messages) {
            figures.miss("not all mail arrived: accepted " + sent.accepted() + " of " + messages);
        }
        return (site.peers("idle.messages") - before) / watch.seconds();
    }
}

package veredus.benchmark.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code veredus relay} in a process of its own, with everything at its default: a sync before each 250. */
final class VeredusProcess implements Mta {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final Path directory;
    private final Process process;
    private final int port;

    private VeredusProcess(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    static VeredusProcess start(Path directory, List<String> command, int sinkPort)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        int port = Sockets.free();
        Path routes = directory.resolve("routes");
        Files.writeString(routes, Source.DOMAIN + " 127.0.0.1 " + sinkPort + "\n", StandardCharsets.US_ASCII);
        List<String> filled = command.stream()
                .map(word -> word.replace(Plan.PORT, Integer.toString(port))
                        .replace(Plan.SPOOL, directory.toString())
                        .replace(Plan.ROUTES, routes.toString()))
                .toList();
        Path output = directory.resolve("output.log");
        Process process = new ProcessBuilder(filled)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        var veredus = new VeredusProcess(directory, process, port);
        if (!Sockets.greets(port, START_LIMIT, process::isAlive)) {
            veredus.stop();
            throw new IOException("Veredus does not come up; see " + output);
        }
        return veredus;
    }

    @Override
    public String name() {
        return "veredus";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ProcessTree processes() {
        return new ProcessTree(process.pid());
    }

    @Override
    public DeliveryLog log() {
        return DeliveryLog.ofVeredus(directory.resolve("accounting"));
    }

    @Override
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}

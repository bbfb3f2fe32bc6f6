package veredus.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The control plane as a process of its own, beside an engine that is tried out: a fault of the one is none of the other.
 * It ends when its standard input does, and so with this process, however that ends.
 */
final class WebProcess implements AutoCloseable {
    private static final String CLASS_PATH_FILE = "target/veredus.web.classpath";
    private static final String MAIN = "veredus.control.Main";

    /** What it says when it answers; {@code veredus try} passes it on as it is. */
    private static final String READY = "web: ";

    private final Optional<Process> process;

    private WebProcess(Optional<Process> process) {
        this.process = process;
    }

    /** Runs it in place of this command and answers its exit code. */
    static int run(Path configuration) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(
                        List.of("--config", configuration.toAbsolutePath().toString())))
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "web"));
        return process.waitFor();
    }

    /** Starts it for a trial and says on {@code out} where it is and how to sign in, as soon as it answers. */
    static WebProcess startTrial(Path configuration, Path data, PrintStream out) throws IOException {
        Path log = data.resolve("web.log");
        Files.writeString(configuration.resolve("web.toml"), """
                [web]
                port = %d
                engine-url = "%s"
                engine-token = "file:%s"
                """.formatted(
                        freePort(), engine(configuration), data.toAbsolutePath().resolve("admin-token")));
        Process process;
        try {
            process = new ProcessBuilder(command(
                            List.of("--config", configuration.toAbsolutePath().toString(), "--trial")))
                    .redirectError(log.toFile())
                    .start();
        } catch (CommandFailure unbuilt) {
            out.println("The web is left out: " + unbuilt.getMessage());
            return new WebProcess(Optional.empty());
        }
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // It says something or ends: either ends the wait.
        String line = said.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroy();
            out.println("The web does not start; " + log + " says why");
        } else {
            out.println(line);
        }
        out.flush();
        return new WebProcess(Optional.of(process));
    }

    private static String engine(Path configuration) throws IOException {
        for (String line : Files.readAllLines(configuration.resolve("admin.toml"))) {
            if (line.startsWith("port = ")) {
                return "http://127.0.0.1:" + line.substring("port = ".length()).strip();
            }
        }
        throw new IOException("the trial's admin.toml has no port");
    }

    private static List<String> command(List<String> arguments) throws IOException {
        Path file = Path.of(System.getProperty("veredus.home", "")).resolve(CLASS_PATH_FILE);
        if (!Files.isReadable(file)) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "there is no " + file + "; start with ./veredus, which builds");
        }
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dveredus.log=info",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Files.readString(file).strip(),
                MAIN));
        command.addAll(arguments);
        return command;
    }

    /** A port that was free a moment ago. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroy);
    }
}

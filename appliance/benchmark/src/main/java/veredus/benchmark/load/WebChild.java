package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The control plane as a process of its own, with a class path of its own, over plain HTTP on loopback as for {@code
 * veredus try}. Its log goes to a file. Ends when this process does. Used by one thread.
 */
final class WebChild implements AutoCloseable {
    /** Names the class path itself; the tests set it. */
    static final String CLASS_PATH = "veredus.web.classpath";

    /** Where the launcher writes it, below {@code veredus.home}. */
    private static final String CLASS_PATH_FILE = "target/veredus.web.classpath";

    private static final String MAIN = "veredus.control.Main";

    private final Process process;
    private final URI url;
    private final String user;
    private final String password;

    /**
     * Starts one and waits until it answers.
     *
     * @param engine where the engine is asked
     * @param token the file with the token for that
     * @throws IOException when it is not built, or ends instead; the message says what to do or where its log is
     */
    WebChild(Path directory, URI engine, Path token) throws IOException {
        Path configuration = Files.createDirectories(directory.resolve("web-conf"));
        Files.writeString(
                configuration.resolve("web.toml"), """
                [web]
                port = %d
                engine-url = "%s"
                engine-token = "file:%s"
                """.formatted(Site.freePort(), engine, token.toAbsolutePath()));
        Path log = Files.createTempFile(directory, "web-", ".log");
        this.process = new ProcessBuilder(command(configuration))
                .redirectError(log.toFile())
                .start();
        var answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // web: URL user USER password PASSWORD
        String line = answers.readLine();
        String[] words = line == null ? new String[0] : line.split(" ", -1);
        if (words.length != 6 || !words[0].equals("web:")) {
            process.destroy();
            throw new IOException("the control plane does not start (it says " + line + "); its log is " + log);
        }
        this.url = URI.create(words[1]);
        this.user = words[3];
        this.password = words[5];
    }

    /** With the heap and the collector that the launcher gives it. */
    private static List<String> command(Path configuration) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dveredus.log=warn",
                "-Xms48m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                classPath(),
                MAIN,
                "--config",
                configuration.toAbsolutePath().toString(),
                "--trial");
    }

    private static String classPath() throws IOException {
        String given = System.getProperty(CLASS_PATH, "");
        if (!given.isEmpty()) {
            return given;
        }
        Path file = Path.of(System.getProperty("veredus.home", "")).resolve(CLASS_PATH_FILE);
        if (!Files.isReadable(file)) {
            throw new IOException("there is no " + file.toAbsolutePath() + "; start with ./veredus, which builds");
        }
        return Files.readString(file).strip();
    }

    URI url() {
        return url;
    }

    /** A new session of the admin that it made. */
    WebVisitor signIn() throws IOException, InterruptedException {
        return WebVisitor.signIn(url, user, password);
    }

    /** Processor time without that of the JVM's compilers. */
    Duration ownCpu() throws IOException {
        return usage().ownCpu();
    }

    long residentPeakBytes() throws IOException {
        return usage().residentPeakBytes();
    }

    private ProcessUsage usage() {
        return new ProcessUsage(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
    }
}

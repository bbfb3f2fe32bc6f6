package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of our own that answers questions: one line in, one line {@code key=number key=number ...} out. Its log goes to
 * a file. Ended with {@link #close}, or at once with {@link #kill}. Used by one thread at a time.
 */
final class Child implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(60);

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;
    private final Map<String, Long> greeting;

    /**
     * Starts one and waits for its first line.
     *
     * @param options of the JVM, such as {@code -Xmx512m}
     * @throws IOException when it ends instead; the message says where its log is
     */
    Child(Path directory, Class<?> main, List<String> options, List<String> arguments) throws IOException {
        Files.createDirectories(directory);
        this.name = main.getSimpleName();
        this.log = Files.createTempFile(directory, name + "-", ".log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-Dveredus.log=" + System.getProperty("veredus.log", "warn"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.greeting = answer();
    }

    /** What it said when it was ready. */
    Map<String, Long> greeting() {
        return greeting;
    }

    Map<String, Long> ask(String question) throws IOException {
        questions.println(question);
        return answer();
    }

    private Map<String, Long> answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(name + " (process " + process.pid() + ") has ended; its log is " + log);
        }
        var values = new LinkedHashMap<String, Long>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
            }
        }
        return values;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Bytes resident now; 0 when it has ended. */
    long residentBytes() throws IOException {
        return usage().residentBytes();
    }

    /** The most that was resident at once; 0 when it has ended. */
    long residentPeakBytes() throws IOException {
        return usage().residentPeakBytes();
    }

    /** Processor time that it has used. */
    Duration cpu() {
        return usage().cpu();
    }

    /** The same without what the compilers of the JVM have used; see {@link ProcessUsage#ownCpu}. */
    Duration ownCpu() throws IOException {
        return usage().ownCpu();
    }

    private ProcessUsage usage() {
        return new ProcessUsage(process.toHandle());
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Lets it stop in order; kills it when it does not. */
    @Override
    public void close() {
        try {
            questions.println("stop");
            questions.close();
            if (!process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

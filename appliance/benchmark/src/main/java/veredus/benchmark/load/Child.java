package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM of our own that answers questions: one line in, one line {@code key=number key=number ...} out. Its log goes to
 * a file. Ended with {@link #close}, or at once with {@link #kill}. Used by one thread at a time.
 */
final class Child implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(60);

    /** Of Linux's clock, as all of its platforms that Java runs on have it; see proc(5). */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Fields of {@code /proc/PID/task/TID/stat} behind the thread's name. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

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
        return status("VmRSS:");
    }

    /** The most that was resident at once; 0 when it has ended. */
    long residentPeakBytes() throws IOException {
        return status("VmHWM:");
    }

    /** Processor time that it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * The same without what the compilers of the JVM have used, which on a busy machine would be a third of it and depends
     * on how long the process has run. Exact when the compilers' threads live as long as the process
     * ({@code -XX:-UseDynamicNumberOfCompilerThreads}).
     */
    Duration ownCpu() throws IOException {
        long ticks = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                ticks += compilerTicks(thread.resolve("stat"));
            }
        }
        return cpu().minus(TICK.multipliedBy(ticks));
    }

    private static long compilerTicks(Path stat) throws IOException {
        String text;
        try {
            text = Files.readString(stat);
        } catch (NoSuchFileException ended) {
            return 0;
        }
        int nameEnds = text.lastIndexOf(')');
        String name = text.substring(text.indexOf('(') + 1, nameEnds);
        String[] fields = text.substring(nameEnds + 2).split(" ", -1);
        return name.contains(" Compiler")
                ? Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])
                : 0;
    }

    private long status(String key) throws IOException {
        Path file = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(file)) {
            return 0;
        }
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(key)) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
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

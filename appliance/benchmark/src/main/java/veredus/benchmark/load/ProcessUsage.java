package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a process on this machine uses, as Linux says; see proc(5). */
record ProcessUsage(ProcessHandle process) {
    /** Of Linux's clock, as all of its platforms that Java runs on have it. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Fields of {@code /proc/PID/task/TID/stat} behind the thread's name. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

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
}

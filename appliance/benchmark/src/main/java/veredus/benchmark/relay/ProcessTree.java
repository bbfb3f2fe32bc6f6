package veredus.benchmark.relay;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes of one program as /proc shows them: a process and all that descend from it. Processes that end while
 * they are looked at are left out; their CPU time is then in that of the parent who has waited for them.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    /** USER_HZ; the same on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int KTHREADD = 2;

    private final long root;

    /** @param root the process id of the first one */
    ProcessTree(long root) {
        this.root = root;
    }

    /** User and system seconds of all of them, including those that have ended. */
    double cpuSeconds() {
        long ticks = 0;
        for (Stat stat : members()) {
            ticks += stat.ownTicks + stat.childTicks;
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Bytes of memory, with shared pages counted once (PSS), of all that live. */
    long pssBytes() {
        long bytes = 0;
        for (Stat stat : members()) {
            bytes += pssBytes(stat.pid);
        }
        return bytes;
    }

    int size() {
        return members().size();
    }

    /** User and system seconds of this JVM and of the children it has waited for. */
    static double ownCpuSeconds() {
        return stat(ProcessHandle.current().pid())
                .map(stat -> (stat.ownTicks + stat.childTicks) / TICKS_PER_SECOND)
                .orElse(0.0);
    }

    /** Seconds that the kernel's own threads took, such as those that write to disks. */
    static double kernelCpuSeconds() {
        long ticks = 0;
        for (Stat stat : all().values()) {
            if (stat.parent == KTHREADD) {
                ticks += stat.ownTicks;
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Seconds of all CPUs together that were spent on anything, interrupts and stolen time included. */
    static double machineCpuSeconds() throws IOException {
        List<String> words =
                List.of(Files.readAllLines(PROC.resolve("stat")).getFirst().split(" +"));
        long ticks = 0;
        for (int i = 1; i < Math.min(words.size(), 9); i++) {
            boolean idles = i == 4 || i == 5;
            ticks += idles ? 0 : Long.parseLong(words.get(i));
        }
        return ticks / TICKS_PER_SECOND;
    }

    private List<Stat> members() {
        Map<Long, Stat> all = all();
        var members = new ArrayList<Stat>();
        for (Stat stat : all.values()) {
            if (descends(stat, all)) {
                members.add(stat);
            }
        }
        return members;
    }

    private boolean descends(Stat stat, Map<Long, Stat> all) {
        Stat at = stat;
        while (at != null && at.pid != root) {
            at = all.get(at.parent);
        }
        return at != null;
    }

    private static Map<Long, Stat> all() {
        var all = new HashMap<Long, Stat>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                stat(Long.parseLong(entry.getFileName().toString())).ifPresent(stat -> all.put(stat.pid, stat));
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("/proc cannot be read", unreadable);
        }
        return all;
    }

    private static Optional<Stat> stat(long pid) {
        try {
            String text = Files.readString(PROC.resolve(pid + "/stat"));
            // The name stands in brackets and may hold blanks and brackets itself; proc_pid_stat(5).
            List<String> words =
                    List.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
            return Optional.of(new Stat(
                    pid,
                    Long.parseLong(words.get(1)),
                    Long.parseLong(words.get(11)) + Long.parseLong(words.get(12)),
                    Long.parseLong(words.get(13)) + Long.parseLong(words.get(14))));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static long pssBytes(long pid) {
        try {
            for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException ended) {
            return 0;
        }
        return 0;
    }

    private record Stat(long pid, long parent, long ownTicks, long childTicks) {}
}

package veredus.benchmark.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The same short story with its fault at the first place, the second, and so on, until a run comes to its end without
 * having met it: then there is no further place. Run by one thread.
 */
public final class FaultSeries {
    /** Places that are tried at most. */
    private static final int MOST_PLACES = 2_000;

    private final Path directory;
    private final Consumer<String> progress;

    /** Faults that move through the story. */
    public enum Fault {
        /** The process ends before the n-th change to the disk, and what was not forced is lost. */
        DEATH,
        /** The n-th sync fails. */
        SYNC,
        /** The n-th write and the two after it find the disk full. */
        FULL;

        private List<String> layers(int place) {
            return switch (this) {
                case DEATH -> List.of("lossy", "halt:" + place);
                case SYNC -> List.of("force:" + place + ":" + place);
                case FULL -> List.of("full:" + place + ":" + (place + 2));
            };
        }
    }

    /**
     * What came of all of them.
     *
     * @param places where the fault was
     * @param broken the places where the guarantee was not kept, with what was wrong
     */
    public record Result(Fault fault, int places, long acknowledged, long lost, long duplicates, List<String> broken) {
        public Result {
            broken = List.copyOf(broken);
        }

        /** One line of JSON. */
        public String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"fault\":\"%s\",\"places\":%d,\"acknowledged\":%d,\"lost\":%d,\"duplicates\":%d,\"broken\":%d}",
                    fault.name().toLowerCase(Locale.ROOT),
                    places,
                    acknowledged,
                    lost,
                    duplicates,
                    broken.size());
        }
    }

    /**
     * @param directory for one directory each; must not exist or be empty
     * @param progress is given a line for each place
     */
    public FaultSeries(Path directory, Consumer<String> progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /**
     * Tries them.
     *
     * @param from the first place, at least 1
     * @param to the last; a process that dies at a place shows by itself where the story ends, other faults do not
     */
    public Result run(Fault fault, int from, int to) throws IOException, InterruptedException {
        long acknowledged = 0;
        long lost = 0;
        long duplicates = 0;
        var broken = new ArrayList<String>();
        int place = from;
        while (place <= Math.min(to, MOST_PLACES)) {
            var run = new FaultRun(directory.resolve(fault.name().toLowerCase(Locale.ROOT) + place), progress);
            FaultRun.Found found = run.with(fault.layers(place));
            CrashReport report = found.report();
            acknowledged += report.acknowledged();
            lost += report.lost();
            duplicates += report.duplicates();
            if (!report.isClean() || report.queued() > 0) {
                broken.add(place + ": " + report.json() + report.examples());
            }
            progress.accept(fault + " at " + place + ": " + found.taken() + " taken, " + found.refused() + " refused, "
                    + report.lost() + " lost");
            place++;
            if (fault == Fault.DEATH && found.survived()) {
                break;
            }
        }
        return new Result(fault, place - from, acknowledged, lost, duplicates, broken);
    }
}

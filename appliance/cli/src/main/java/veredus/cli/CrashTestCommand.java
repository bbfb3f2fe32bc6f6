package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.benchmark.crash.CrashReport;
import veredus.benchmark.crash.CrashTest;
import veredus.benchmark.crash.FaultRun;
import veredus.benchmark.crash.FaultSeries;

/** {@code veredus crashtest}: kills engines, and shows that nothing is lost. See appliance/docs/reliability.md. */
@Command(
        name = "crashtest",
        description = "Kill an engine over and over under full load and check that no accepted mail is lost.",
        mixinStandardHelpOptions = true)
final class CrashTestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--kills", defaultValue = "50", description = "How often (${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--seed", defaultValue = "1", description = "Of the moments (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--power-cuts", description = "Each kill also loses what was not forced to the disk.")
    private boolean powerCuts;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How long before a kill a repeated delivery may have been (${DEFAULT-VALUE}); longer for a"
                    + " machine with more work than processors.")
    private int windowSeconds;

    @Option(
            names = "--fault",
            description =
                    "Instead: the life of a few messages with one fault, at each place in turn: ${COMPLETION-CANDIDATES}.")
    private FaultSeries.@Nullable Fault fault;

    @Option(names = "--from", defaultValue = "1", description = "The first place of --fault (${DEFAULT-VALUE}).")
    private int from;

    @Option(names = "--to", defaultValue = "2000", description = "The last place of --fault (${DEFAULT-VALUE}).")
    private int to;

    @Option(
            names = "--strace",
            paramLabel = "OPTIONS",
            description = "Instead: the same life under strace with these options, as one word.")
    private @Nullable String strace;

    @Option(
            names = "--directory",
            description = "Where to work; it is kept. Else a temporary one, kept after a failure.")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path place = directory == null ? Files.createTempDirectory("veredus-crashtest-") : directory;
        PrintWriter err = spec.commandLine().getErr();
        boolean kept = test(place, line -> {
            err.println(line);
            err.flush();
        });
        if (kept && directory == null) {
            delete(place);
        } else {
            err.println("everything of it is in " + place);
        }
        return kept ? ExitCode.OK : ExitCode.NO;
    }

    private boolean test(Path place, Consumer<String> progress) throws IOException, InterruptedException {
        if (fault != null) {
            FaultSeries.Result result = new FaultSeries(place, progress).run(fault, from, to);
            result.broken().forEach(progress);
            answer(
                    result.json(),
                    result.places() + " places of " + result.fault() + ": " + result.acknowledged() + " acknowledged, "
                            + result.lost() + " lost, guarantee broken at "
                            + result.broken().size());
            return result.broken().isEmpty();
        }
        if (strace != null) {
            FaultRun.Found found = new FaultRun(place, progress)
                    .withStrace(List.of(strace.trim().split("\\s+")));
            progress.accept(found.taken() + " messages taken, " + found.refused() + " refused");
            return answer(found.report(), progress);
        }
        var plan = CrashTest.Plan.of(place, kills, seed).withWindow(Duration.ofSeconds(windowSeconds));
        return answer(new CrashTest(powerCuts ? plan.withPowerCuts() : plan, progress).run(), progress);
    }

    private boolean answer(CrashReport report, Consumer<String> progress) {
        report.examples().forEach(progress);
        answer(
                report.json(),
                report.kills() + " kills: " + report.acknowledged() + " acknowledged, " + report.lost() + " lost, "
                        + report.altered() + " altered, " + report.duplicates() + " duplicates, " + report.lawful()
                        + " of them lawful");
        return report.isClean();
    }

    private void answer(String asJson, String asText) {
        spec.commandLine().getOut().println(json ? asJson : asText);
        spec.commandLine().getOut().flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

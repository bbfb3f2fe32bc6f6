package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.benchmark.load.Figures;
import veredus.benchmark.load.Proof;
import veredus.benchmark.load.Settings;

/** {@code veredus bench web}: how soon the web pages answer beside a large engine, and what watching costs it. */
@Command(
        name = "web",
        description = {
            "Let mail for 100,000 domains wait in an engine with 1,000 vMTAs, and measure how soon web pages answer while"
                    + " mail flows, how much a first visit fetches, and what 200 viewers of the dashboard cost the"
                    + " engine.",
            "It is the proof 'web' of 'veredus load', which takes some ten minutes."
        },
        footer = {"", "Exit code 0: all within the promised bounds; 1: not."},
        mixinStandardHelpOptions = true)
final class BenchWebCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SETTING=VALUE", description = "Instead of a default of the proof.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", description = "Only the last line, the figures as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Figures figures;
        try {
            figures = Proof.WEB.run(
                    Files.createTempDirectory("veredus-bench-"), new Settings(settings, ProofProgress.of(spec)));
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        }
        if (!json) {
            out.println(figures.text());
        }
        var line = new LinkedHashMap<String, Object>();
        line.put("queues", Math.round(figures.value("queues")));
        line.put("vmtas", Math.round(figures.value("vmtas")));
        line.put("p95_ms", tenths(figures.value("p95-ms")));
        line.put("first_page_kb", tenths(figures.value("first-page-kb")));
        line.put("viewers", Math.round(figures.value("viewers")));
        line.put("engine_rate_loss_pct", tenths(figures.value("engine-rate-loss-pct")));
        out.println(EngineOptions.line(line));
        return figures.missed().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

package veredus.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import veredus.benchmark.load.Figures;
import veredus.benchmark.load.Proof;

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

    @Mixin
    private ProofOptions proof;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return proof.run(Proof.WEB, spec, BenchWebCommand::line);
    }

    private static Map<String, Object> line(Figures figures) {
        var line = new LinkedHashMap<String, Object>();
        line.put("queues", Math.round(figures.value("queues")));
        line.put("vmtas", Math.round(figures.value("vmtas")));
        line.put("p95_ms", tenths(figures.value("p95-ms")));
        line.put("first_page_kb", tenths(figures.value("first-page-kb")));
        line.put("viewers", Math.round(figures.value("viewers")));
        line.put("engine_rate_loss_pct", tenths(figures.value("engine-rate-loss-pct")));
        return line;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

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

/** {@code veredus bench config}: how long a large configuration takes to check, and what changing it under load costs. */
@Command(
        name = "config",
        description = {
            "Check 1,000 vMTAs, 500 tenants and 5,000 rules; then apply them ten times a second for a minute while mail"
                    + " comes in, every other time with an error.",
            "It is the proof 'config' of 'veredus load', which takes about two minutes."
        },
        footer = {"", "Exit code 0: all within the promised bounds; 1: not."},
        mixinStandardHelpOptions = true)
final class BenchConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ProofOptions proof;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return proof.run(Proof.CONFIG, spec, BenchConfigCommand::line);
    }

    private static Map<String, Object> line(Figures figures) {
        var line = new LinkedHashMap<String, Object>();
        line.put("check_ms", Math.round(figures.value("check-ms")));
        line.put("apply_pause_ms", Math.round(figures.value("apply-pause-ms")));
        line.put("reloads", Math.round(figures.value("reloads")));
        line.put("failed_sessions", Math.round(figures.value("failed-sessions")));
        line.put("lost", Math.round(figures.value("lost")));
        return line;
    }
}

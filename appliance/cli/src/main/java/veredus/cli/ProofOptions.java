package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import veredus.benchmark.load.Figures;
import veredus.benchmark.load.Proof;
import veredus.benchmark.load.Settings;

/** What the commands have in common that run one proof and whose last line has certain of its figures. */
final class ProofOptions {
    @Parameters(paramLabel = "SETTING=VALUE", description = "Instead of a default of the proof.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", description = "Only the last line, the figures as JSON.")
    private boolean json;

    /**
     * Runs {@code proof}, prints what it measured and, as the last line, what {@code line} makes of it; answers the exit
     * code.
     *
     * @throws CommandFailure when a setting is not known or not right
     */
    int run(Proof proof, CommandSpec spec, Function<Figures, Map<String, Object>> line)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Figures figures;
        try {
            figures = proof.run(
                    Files.createTempDirectory("veredus-bench-"), new Settings(settings, ProofProgress.of(spec)));
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        }
        if (!json) {
            out.println(figures.text());
        }
        out.println(EngineOptions.line(line.apply(figures)));
        return figures.missed().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }
}

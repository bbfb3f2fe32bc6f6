package veredus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code veredus load}: one proof under load. */
@Command(
        name = "load",
        description = "Prove that the engine keeps its bounds under load; appliance/docs/load.md says which.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "large-bodies, idle-connections, many-recipients, "
                    + "outbound-connections, goodput, many-queues, big-spool, config or web.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "SETTING=VALUE", description = "Instead of a default of the proof.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--dir", paramLabel = "DIR", description = "Where spools and logs go; made when it is not there.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "Answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Figures figures;
        try {
            Proof proof = Proof.of(name);
            Path own = Files.createTempDirectory(Files.createDirectories(directory), "veredus-load-");
            figures = proof.run(own, new Settings(settings, ProofProgress.of(spec)));
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        }
        spec.commandLine().getOut().println(json ? figures.json() : figures.text());
        return figures.missed().isEmpty() ? ExitCode.OK : ExitCode.NO;
    }
}

package veredus.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code veredus run}: the MTA, until it is told to stop. */
@Command(
        name = "run",
        description = "Run the MTA with a configuration directory until SIGTERM.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "DIR", required = true, description = "The configuration directory.")
    private Path configuration;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var err = spec.commandLine().getErr();
        ConfigurationDirectory.mend(configuration, err);
        String data = ConfigurationDirectory.read(configuration, Set.of(), err)
                .server()
                .dataDir();
        EmbeddedEngine.serve(
                EmbeddedEngine.start(configuration, configuration.resolve(data), err),
                spec.commandLine().getOut());
        return ExitCode.OK;
    }
}

package veredus.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code veredus web}: the web pages for operators, a program of its own that the launcher starts without this one. */
@Command(
        name = "web",
        description = "Serve the web pages for operators until SIGTERM; web.toml says where.",
        mixinStandardHelpOptions = true)
final class WebCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "DIR", required = true, description = "The configuration directory.")
    private Path configuration;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return WebProcess.run(configuration);
    }
}

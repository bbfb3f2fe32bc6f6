package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.benchmark.relay.NotExactlyOnceException;
import veredus.benchmark.relay.Plan;
import veredus.benchmark.relay.RelayBenchmark;
import veredus.benchmark.relay.Report;

/** {@code veredus bench}: the same relay work through another MTA and through Veredus, on this machine. */
@Command(
        name = "bench",
        description = "Measure Veredus against another MTA on this machine: same work, in turn, in one run.",
        subcommands = {BenchConfigCommand.class, BenchWebCommand.class},
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    /** The MTAs to compare with. */
    enum Peer {
        POSTFIX
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--against",
            paramLabel = "MTA",
            defaultValue = "postfix",
            description = "The other: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Peer against;

    @Option(names = "--size", defaultValue = "10240", description = "Bytes of each body (${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--connections", defaultValue = "50", description = "Of the source (${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--messages", defaultValue = "20000", description = "In each run (${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--warm-up",
            defaultValue = "60000",
            description = "Through Veredus before the first run, for the JIT (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--repeats", defaultValue = "3", description = "Runs of each (${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where queues, configuration and logs go and stay; a temporary directory without it.")
    private Optional<Path> directory;

    @Option(
            names = "--relay-command",
            paramLabel = "COMMAND",
            description = "Starts Veredus in another way; {port}, {spool} and {routes} are filled in.")
    private Optional<String> relayCommand;

    @Option(names = "--json", description = "The last line is the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<String> obstacle = switch (against) {
            case POSTFIX -> RelayBenchmark.obstacle();
        };
        if (obstacle.isPresent()) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, obstacle.get());
        }
        Path home = directory.isPresent()
                ? Files.createDirectories(directory.get().toAbsolutePath())
                : Files.createTempDirectory("veredus-bench-");
        boolean keep = directory.isPresent();
        try {
            run(home);
            return ExitCode.OK;
        } catch (NotExactlyOnceException wrong) {
            throw new CommandFailure(ExitCode.NO, String.valueOf(wrong.getMessage()));
        } catch (IllegalArgumentException unfit) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(unfit.getMessage()));
        } catch (IOException broken) {
            keep = true;
            throw new IOException("the benchmark broke off, its files are in " + home, broken);
        } finally {
            if (!keep) {
                delete(home);
            }
        }
    }

    private void run(Path home) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal = !json && Boolean.getBoolean("veredus.terminal");
        var plan = new Plan(messages, warmUp, size, connections, repeats, relay(), home);
        Report report = new RelayBenchmark(plan, out, terminal).run();
        report.print(out);
        if (json) {
            out.println(report.json());
        }
    }

    /** The launcher's relay, so that it is measured with the options that it runs with; its JDK is ours. */
    private List<String> relay() {
        String launcher = Path.of(System.getProperty("veredus.home", ""), "veredus")
                .toAbsolutePath()
                .toString();
        String command =
                relayCommand.orElse(launcher + " relay --listen 127.0.0.1:{port} --spool {spool} --routes {routes}");
        return List.of(command.split(" +", -1));
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package veredus.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import veredus.engine.Engine;
import veredus.simulator.trial.Progress;
import veredus.simulator.trial.RunningEngine;
import veredus.simulator.trial.TryRun;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** {@code veredus try}: a campaign through the MTA to a simulated internet, on this machine alone. */
@Command(
        name = "try",
        description = "Send a sample campaign through the MTA to simulated providers on this machine.",
        mixinStandardHelpOptions = true)
final class TryCommand implements Callable<Integer> {
    private static final int MAX_TRIALS = 10_000;

    @Option(names = "--messages", defaultValue = "10000", description = "In all (${DEFAULT-VALUE}).")
    private long messages;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "90",
            description = "The longest to wait for the last messages (${DEFAULT-VALUE}).")
    private long limitSeconds;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where configuration and data go; a new directory var/try-N without it.")
    private Optional<Path> directory;

    @Option(names = "--once", description = "End after the report instead of waiting for Ctrl-C.")
    private boolean once;

    @Option(names = "--json", description = "The last line is the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var time = new RealTime();
        PrintStream out = System.out;
        boolean terminal = Boolean.getBoolean("veredus.terminal") && !json;
        var plan = new TryRun.Plan(
                directory.isPresent() ? directory.get() : freshDirectory(), messages, Duration.ofSeconds(limitSeconds));
        var progress = new Progress(out, terminal, time);
        RunningEngine.Starter starter =
                once ? TryCommand::start : (configuration, data) -> startWithWeb(configuration, data, out);
        try (TryRun.Finished finished = new TryRun(plan, time, new RealChance(), starter, progress).run()) {
            progress.end();
            finished.report().print(out);
            if (!once) {
                out.println("The engine still listens on " + finished.engine().smtp() + "; Ctrl-C ends the trial.");
                new CountDownLatch(1).await();
            }
            if (json) {
                out.println(finished.report().json());
            }
            return finished.report().isGood() ? ExitCode.OK : ExitCode.NO;
        }
    }

    private static RunningEngine start(Path configuration, Path data) throws IOException {
        var err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        Engine engine = EmbeddedEngine.start(configuration, data, err);
        var accounting = new AccountingFiles(data.resolve("accounting"), "acct");
        return new RunningEngine(
                engine.addresses().getFirst(), "", accounting::fates, engine.queues()::queued, engine::close);
    }

    /** The engine, and before it the web as a process of its own; without it the trial goes on all the same. */
    private static RunningEngine startWithWeb(Path configuration, Path data, PrintStream out) throws IOException {
        RunningEngine engine = start(configuration, data);
        WebProcess web = WebProcess.startTrial(configuration, data, out);
        return new RunningEngine(engine.smtp(), engine.adminUrl(), engine.fates(), engine.queued(), () -> {
            web.close();
            engine.stop().run();
        });
    }

    private static Path freshDirectory() throws IOException {
        Path home = Path.of(System.getProperty("veredus.home", ""), "var");
        for (int i = 1; i <= MAX_TRIALS; i++) {
            Path candidate = home.resolve("try-" + i);
            if (!Files.exists(candidate)) {
                return Files.createDirectories(candidate);
            }
        }
        throw new CommandFailure(ExitCode.FAILED, home + " is full of old trials; remove some");
    }
}

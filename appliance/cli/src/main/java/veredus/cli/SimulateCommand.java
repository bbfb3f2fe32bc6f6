package veredus.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.simulator.internet.Population;
import veredus.simulator.internet.SimulatedInternet;
import veredus.simulator.internet.TrialPolicy;
import veredus.simulator.peer.Provider;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** {@code veredus simulate}: the simulated internet alone, for an engine of the operator's own. */
@Command(
        name = "simulate",
        description = "Run a simulated internet of mailbox providers on loopback until stopped.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--smtp-port", defaultValue = "2526", description = "Port of all mail hosts (${DEFAULT-VALUE}).")
    private int smtpPort;

    @Option(names = "--dns-port", defaultValue = "5353", description = "Port of the name server (${DEFAULT-VALUE}).")
    private int dnsPort;

    @Option(
            names = "--write-config",
            paramLabel = "DIR",
            description = "Write a configuration that sends all mail there, listening on 127.0.0.1:2525.")
    private @Nullable Path configuration;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (SimulatedInternet internet = SimulatedInternet.start(
                Population.sample(), smtpPort, dnsPort, new RealTime(), new RealChance(), Optional.empty())) {
            out.println("DNS on " + internet.dns().getAddress().getHostAddress() + ":"
                    + internet.dns().getPort() + ", mail hosts on port " + internet.smtpPort());
            for (Provider provider : internet.population().providers()) {
                out.println("  " + String.join(" ", provider.domains()) + "  " + provider.effects());
            }
            if (configuration != null) {
                new TrialPolicy(2525, 8025, internet.smtpPort(), internet.dns(), List.of("default"), 4)
                        .write(configuration);
                out.println("configuration written to " + configuration);
            }
            out.flush();
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
    }
}

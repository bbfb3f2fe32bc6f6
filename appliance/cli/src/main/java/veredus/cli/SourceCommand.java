package veredus.cli;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.Sent;
import veredus.simulator.peer.SmtpSource;
import veredus.simulator.peer.SourceWatcher;
import veredus.world.real.RealTime;

/** {@code veredus source}: load for an SMTP server on this machine. */
@Command(
        name = "source",
        description = "Send test mail to an SMTP server on this machine and say how fast it was taken.",
        mixinStandardHelpOptions = true)
final class SourceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS:PORT", description = "The server.", converter = Endpoint.class)
    private InetSocketAddress server;

    @Option(names = "--messages", defaultValue = "1000", description = "In all (${DEFAULT-VALUE}).")
    private long messages;

    @Option(names = "--connections", defaultValue = "10", description = "Open at once (${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--size", defaultValue = "10240", description = "Bytes of each body (${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--rate", defaultValue = "0", description = "Messages a second; 0 for no limit (${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--domains",
            split = ",",
            defaultValue = "bigmail.example",
            description = "Recipients' domains, in turn (${DEFAULT-VALUE}).")
    private List<String> domains;

    @Option(names = "--no-pipelining", description = "Wait for each reply.")
    private boolean stepByStep;

    @Option(names = "--json", description = "Answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new CommandFailure(ExitCode.USAGE, "test mail goes to this machine only, not to " + server);
        }
        var load = new Load(server, connections, messages, 0, size, !stepByStep, rate, Letter.toEach(domains));
        Sent sent = new SmtpSource(load, new RealTime(), SourceWatcher.NONE).send();
        if (sent.unsent() == messages && messages > 0) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no SMTP server answers at " + server);
        }
        spec.commandLine().getOut().println(json ? json(sent) : text(sent));
        return sent.accepted() == messages ? ExitCode.OK : ExitCode.NO;
    }

    private static String text(Sent sent) {
        return String.format(
                Locale.ROOT,
                "accepted %d in %.2f s, %.0f/s, p50 %.2f ms, p95 %.2f ms; refused %d, lost %d, unsent %d",
                sent.accepted(),
                sent.took().toNanos() / 1e9,
                sent.perSecond(),
                sent.latencies().percentile(0.5).toNanos() / 1e6,
                sent.latencies().percentile(0.95).toNanos() / 1e6,
                sent.refused(),
                sent.lost(),
                sent.unsent());
    }

    private static JsonLine json(Sent sent) {
        return new JsonLine()
                .with("accepted", sent.accepted())
                .with("refused", sent.refused())
                .with("lost", sent.lost())
                .with("unsent", sent.unsent())
                .with("seconds", sent.took().toNanos() / 1e9)
                .with("perSecond", sent.perSecond())
                .with("p50Millis", sent.latencies().percentile(0.5).toNanos() / 1e6)
                .with("p95Millis", sent.latencies().percentile(0.95).toNanos() / 1e6);
    }
}

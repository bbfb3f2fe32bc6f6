package veredus.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.PolicyState;
import veredus.api.client.EngineClient;

/** {@code veredus status}. */
@Command(name = "status", description = "Say how a running engine is.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        EngineStatus status = engine.ask(EngineClient::status);
        spec.commandLine()
                .getOut()
                .println(
                        engine.isJson()
                                ? EngineOptions.line(status)
                                : table(status).in(Look.of(spec)));
        return status.admission() == EngineStatus.Admission.OPEN ? ExitCode.OK : ExitCode.NO;
    }

    private static Table table(EngineStatus status) {
        var table = new Table("engine", status.hostName() + ", veredus " + status.version());
        table.add(
                "up",
                Duration.ofSeconds(status.uptimeSeconds())
                                .toString()
                                .substring(2)
                                .toLowerCase(Locale.ROOT) + ", policy of " + status.policyLoaded());
        PolicyState policy = status.policy();
        policy.version().ifPresent(id -> table.add("policy", "version " + id.substring(0, 12)));
        if (policy.filesDiffer()) {
            table.add(
                    "files on disk",
                    policy.fileErrors() == 0
                            ? "differ from the policy in force; see reload"
                            : "differ from the policy in force and have " + policy.fileErrors() + " errors");
        }
        policy.confirmBy().ifPresent(until -> table.add("unconfirmed", "goes back at " + until));
        boolean isOpen = status.admission() == EngineStatus.Admission.OPEN;
        table.add("takes mail", new Look.Painted(status.admission().name(), isOpen ? Look.Hue.GOOD : Look.Hue.BAD));
        table.add("accepted", status.accepted() + " messages");
        table.add("delivered", status.delivered() + " recipients");
        table.add("deferred", status.deferred() + " attempts");
        table.add("failed", status.bounced() + " recipients");
        table.add("queued", status.queued() + " deliveries in " + status.queues() + " queues");
        if (status.queuesInBackoff() > 0) {
            table.add("backoff mode", status.queuesInBackoff() + " queues go slowly by order of an operator");
        }
        table.add("connections", status.inboundConnections() + " in, " + status.outboundConnections() + " out");
        table.add(
                "body memory", mebibytes(status.bodyMemoryBytes()) + " of " + mebibytes(status.bodyMemoryBoundBytes()));
        table.add("spool disk", mebibytes(status.spoolFreeBytes()) + " free");
        return table;
    }

    private static String mebibytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }
}

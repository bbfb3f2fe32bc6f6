package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.api.admin.ActionReply;
import veredus.api.admin.PriorityRequest;

/** {@code veredus queue priority}. */
@Command(
        name = "priority",
        description = "Make queued mail more or less urgent than other mail of its tenant.",
        mixinStandardHelpOptions = true)
final class QueuePriorityCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private ActionOptions action;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "PRIORITY",
            description = "0 (first) to 9 (last), or high (2), normal (5), low (8).")
    private String to;

    @Override
    public Integer call() {
        int priority = PriorityRequest.parse(to)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "--to is a digit from 0 (first) to 9 (last), or high, normal or low"));
        PriorityRequest request = action.priority(priority);
        ActionReply reply = engine.ask(client -> client.prioritize(request));
        spec.commandLine()
                .getOut()
                .println(engine.isJson() ? EngineOptions.line(reply) : Table.printable(reply.message()));
        return reply.done() || request.dryRun() ? ExitCode.OK : ExitCode.NO;
    }
}

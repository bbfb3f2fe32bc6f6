package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import veredus.api.admin.ReloadReply;
import veredus.api.client.EngineClient;

/** {@code veredus reload}. */
@Command(
        name = "reload",
        description = "Let a running engine read its configuration again.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        ReloadReply reply = engine.ask(EngineClient::reload);
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(reply));
        } else {
            reply.problems().forEach(problem -> out.println(ConfigCheckCommand.line(problem, Look.of(spec))));
            reply.notes().forEach(out::println);
            out.println(reply.accepted() ? "in force" : "refused");
        }
        return reply.accepted() ? ExitCode.OK : ExitCode.CONFIGURATION;
    }
}

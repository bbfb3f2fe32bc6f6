package veredus.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyRollbackRequest;

/** {@code veredus config rollback}: puts an earlier version in force again. */
@Command(
        name = "rollback",
        description = "Put an earlier version of the configuration in force again.",
        mixinStandardHelpOptions = true)
final class ConfigRollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "The first digits of a version, see 'config history'; without it, what was before the change"
                    + " that waits to be confirmed.")
    private @Nullable String id;

    @Option(
            names = "--confirm-within",
            paramLabel = "TIME",
            converter = Age.class,
            description = "Put back what is in force now unless 'config confirm' comes in time, such as 5m.")
    private @Nullable Duration confirmWithin;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "by hand",
            description = "For the history and for other operators (${DEFAULT-VALUE}).")
    private String reason;

    @Override
    public Integer call() {
        var request = new PolicyRollbackRequest(
                Optional.ofNullable(id),
                Optional.of(reason),
                Optional.ofNullable(confirmWithin),
                Optional.of(PolicyOrigin.CLI));
        return new PolicyChangeOutput(spec, engine).print(engine.ask(client -> client.rollback(request)));
    }
}

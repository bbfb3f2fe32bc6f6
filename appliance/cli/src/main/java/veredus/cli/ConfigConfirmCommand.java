package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import veredus.api.client.EngineClient;

/** {@code veredus config confirm}. */
@Command(
        name = "confirm",
        description = "Leave in force what was applied with --confirm-within.",
        mixinStandardHelpOptions = true)
final class ConfigConfirmCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() {
        return new PolicyChangeOutput(spec, engine).print(engine.ask(EngineClient::confirmPolicy));
    }
}

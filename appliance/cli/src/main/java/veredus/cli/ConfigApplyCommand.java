package veredus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyOrigin;
import veredus.api.policy.PolicyTexts;

/** {@code veredus config apply}: puts a directory in force in a running engine. */
@Command(
        name = "apply",
        description = "Check a directory and put it in force in a running engine, or change nothing.",
        footer = {"", "The .toml files of DIR replace those of the engine. Exit code 0: in force; 78: refused."},
        mixinStandardHelpOptions = true)
final class ConfigApplyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The directory; without it the engine's own, as it is on its disk.")
    private @Nullable Path directory;

    @Option(
            names = "--confirm-within",
            paramLabel = "TIME",
            converter = Age.class,
            description = "Put back what was before unless 'config confirm' comes in time, such as 5m.")
    private @Nullable Duration confirmWithin;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the history and for other operators.")
    private @Nullable String reason;

    @Option(names = "--dry-run", description = "Only let the engine check it.")
    private boolean dryRun;

    @Override
    public Integer call() {
        Optional<Map<String, String>> files = Optional.ofNullable(directory).map(ConfigApplyCommand::read);
        String why = Optional.ofNullable(reason)
                .orElse("applied " + (directory == null ? "the files on disk" : directory.toString()));
        var request = new PolicyApplyRequest(
                files, Optional.of(why), Optional.ofNullable(confirmWithin), dryRun, Optional.of(PolicyOrigin.CLI));
        return new PolicyChangeOutput(spec, engine).print(engine.ask(client -> client.apply(request)), dryRun);
    }

    private static Map<String, String> read(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                throw new CommandFailure(ExitCode.USAGE, "there is no directory " + directory);
            }
            return PolicyTexts.read(directory).files();
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, directory + " cannot be read: " + unreadable.getMessage());
        }
    }
}

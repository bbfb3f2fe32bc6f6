package veredus.cli;

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
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyOrigin;

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

    @Option(
            names = "--base",
            paramLabel = "ID",
            description = "The version that DIR was made from: refused when another one is in force by now.")
    private @Nullable String base;

    @Option(names = "--dry-run", description = "Change nothing: only say what it would change.")
    private boolean dryRun;

    @Override
    public Integer call() {
        Optional<Map<String, String>> files = Optional.ofNullable(directory).map(ConfigurationDirectory::texts);
        if (dryRun) {
            PolicyComparison comparison = engine.ask(client -> client.compare(
                    new PolicyCompareRequest(files, Optional.ofNullable(base), Optional.empty(), false)));
            new ComparisonOutput(spec, engine.isJson()).print(comparison);
            return comparison.accepted() ? ExitCode.OK : ExitCode.CONFIGURATION;
        }
        String why = Optional.ofNullable(reason)
                .orElse("applied " + (directory == null ? "the files on disk" : directory.toString()));
        var request = new PolicyApplyRequest(
                files,
                Optional.of(why),
                Optional.ofNullable(confirmWithin),
                false,
                Optional.of(PolicyOrigin.CLI),
                Optional.ofNullable(base));
        return new PolicyChangeOutput(spec, engine).print(engine.ask(client -> client.apply(request)));
    }
}

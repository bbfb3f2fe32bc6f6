package veredus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.Role;
import veredus.api.admin.TokenPage;
import veredus.api.admin.TokenReply;
import veredus.api.admin.TokenRequest;
import veredus.api.admin.TokenView;
import veredus.engine.admin.TokenFile;
import veredus.world.real.RealChance;
import veredus.world.real.RealDisk;
import veredus.world.real.RealThreads;

/** {@code veredus token}: who may use the admin API; of a running engine, or with {@code --data} in its files. */
@Command(
        name = "token",
        description = "Tokens of the admin API and their roles.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(
            name = "add",
            description = "Make a token; its secret is shown once and kept nowhere.",
            mixinStandardHelpOptions = true)
    int add(
            @Mixin EngineOptions engine,
            @Mixin Place place,
            @Parameters(paramLabel = "NAME", description = "Whose it is.") String name,
            @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}.") Role role,
            @Option(names = "--tenant", description = "Confine it to one tenant.") @Nullable String tenant,
            @Option(names = "--reason", defaultValue = "by hand", description = "For other operators.") String reason)
            throws IOException {
        var token = new TokenView(name, role, Optional.ofNullable(tenant));
        TokenReply reply;
        if (place.file().isPresent()) {
            String secret = TokenFile.secret(new RealChance());
            try {
                place.file().get().add(token, secret);
            } catch (IllegalArgumentException refused) {
                throw new CommandFailure(ExitCode.USAGE, String.valueOf(refused.getMessage()));
            }
            reply = new TokenReply(token, Optional.of(secret));
        } else {
            var request = new TokenRequest(name, Optional.of(role), Optional.ofNullable(tenant), Optional.of(reason));
            reply = engine.ask(client -> client.addToken(request));
        }
        spec.commandLine()
                .getOut()
                .println(
                        engine.isJson()
                                ? EngineOptions.line(reply)
                                : reply.secret().orElse(""));
        return ExitCode.OK;
    }

    @Command(name = "list", description = "List tokens, without their secrets.", mixinStandardHelpOptions = true)
    int list(@Mixin EngineOptions engine, @Mixin Place place) throws IOException {
        List<TokenView> tokens = place.file().isPresent()
                ? place.file().get().list()
                : engine.ask(client -> client.tokens().tokens());
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(new TokenPage(tokens)));
            return ExitCode.OK;
        }
        var table = new Table("NAME", "ROLE", "TENANT");
        tokens.forEach(token -> table.add(
                token.name(),
                token.role().name().toLowerCase(Locale.ROOT),
                token.tenant().orElse("")));
        out.println(table.in(Look.of(spec)));
        return ExitCode.OK;
    }

    @Command(name = "remove", description = "Take a token away.", mixinStandardHelpOptions = true)
    int remove(
            @Mixin EngineOptions engine,
            @Mixin Place place,
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Option(names = "--reason", defaultValue = "by hand", description = "For other operators.") String reason)
            throws IOException {
        TokenReply reply;
        if (place.file().isPresent()) {
            TokenView removed = place.file()
                    .get()
                    .remove(name)
                    .orElseThrow(() -> new CommandFailure(ExitCode.NO, "there is no token " + name));
            reply = new TokenReply(removed, Optional.empty());
        } else {
            var request = new TokenRequest(name, Optional.empty(), Optional.empty(), Optional.of(reason));
            reply = engine.ask(client -> client.removeToken(request));
        }
        spec.commandLine()
                .getOut()
                .println(
                        engine.isJson()
                                ? EngineOptions.line(reply)
                                : "removed " + reply.token().name());
        return ExitCode.OK;
    }

    /** Where tokens are changed without an engine. */
    static final class Place {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description =
                        "Change the files of this data directory; a running engine reads them at the next reload.")
        private @Nullable Path data;

        @Option(
                names = "--file",
                paramLabel = "NAME",
                defaultValue = "admin-tokens",
                description = "The token file in it (${DEFAULT-VALUE}).")
        private String name;

        Optional<TokenFile> file() {
            Path directory = data;
            if (directory == null) {
                return Optional.empty();
            }
            if (!Files.isDirectory(directory)) {
                throw new CommandFailure(ExitCode.USAGE, "there is no directory " + directory);
            }
            return Optional.of(new TokenFile(new RealDisk(), new RealThreads(), directory, name));
        }
    }
}

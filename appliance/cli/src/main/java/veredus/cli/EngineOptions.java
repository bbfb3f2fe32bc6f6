package veredus.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import veredus.api.admin.AdminJson;
import veredus.api.client.EngineClient;
import veredus.api.client.EngineException;

/** Which engine a command speaks to, and as whom. */
final class EngineOptions {
    private static final String TOKEN_VARIABLE = "VEREDUS_TOKEN";

    /** Where an engine leaves the first token, for one that was started here and for an installed one. */
    private static final List<Path> USUAL_TOKEN_FILES = List.of(
            Path.of("var/admin-token"),
            Path.of("conf/var/admin-token"),
            Path.of("/var/lib/veredus/admin-token"),
            Path.of("/etc/veredus/var/admin-token"));

    @Option(
            names = "--engine",
            paramLabel = "URL",
            defaultValue = "${env:VEREDUS_ENGINE:-http://127.0.0.1:8025}",
            description = "Its admin API, also from $VEREDUS_ENGINE (${DEFAULT-VALUE}).")
    private URI engine;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token; without it $VEREDUS_TOKEN, then var/admin-token and the like.")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "Answer as JSON.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    /** Something asked of an engine. */
    interface Question<T> {
        T ask(EngineClient client) throws IOException;
    }

    /**
     * Asks the engine.
     *
     * @throws CommandFailure when it cannot be reached or refuses, with what to do
     */
    <T> T ask(Question<T> question) {
        try (var client = new EngineClient(engine, token())) {
            return question.ask(client);
        } catch (EngineException refused) {
            throw new CommandFailure(exitCode(refused.problem().status()), "the engine says " + refused.getMessage());
        } catch (IOException unreachable) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no answer from the engine at " + engine + " (" + said(unreachable)
                            + "); is it running? See --engine");
        }
    }

    private static String said(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 404, 409 -> ExitCode.NO;
            case 422 -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
    }

    /** A view as one line of JSON. */
    static String line(Object view) {
        return AdminJson.LENIENT.writeValueAsString(view);
    }

    private String token() throws IOException {
        Path given = tokenFile;
        if (given != null) {
            return read(given);
        }
        Optional<String> variable = Optional.ofNullable(System.getenv(TOKEN_VARIABLE));
        if (variable.isPresent()) {
            return variable.get().strip();
        }
        for (Path usual : USUAL_TOKEN_FILES) {
            if (Files.isReadable(usual)) {
                return read(usual);
            }
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "no token: give --token-file or $" + TOKEN_VARIABLE
                        + "; the engine leaves its first token in admin-token of its data directory");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, "the token file " + file + " cannot be read");
        }
    }
}

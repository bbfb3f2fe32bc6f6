package veredus.api.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Resolves secrets: {@code file:PATH} (its first line; relative to the configuration directory), {@code env:NAME}, or
 * the text itself. Reasons never hold a secret's text.
 */
public final class Secrets {
    /** A password or a hash is shorter. */
    private static final long LARGEST_FILE_BYTES = 64 * 1024;

    private final Path directory;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * Resolves against a directory and an environment.
     *
     * @param environment the value of a variable, or null where it is not set
     */
    public Secrets(Path directory, UnaryOperator<@Nullable String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** What a reference led to. */
    public sealed interface Resolved {}

    /** Here it is. */
    public record Found(String secret) implements Resolved {
        @Override
        public String toString() {
            return "Found[...]";
        }
    }

    /**
     * There is no secret to be had.
     *
     * @param reason what is wrong, without the secret
     */
    public record Missing(String reason, String remedy) implements Resolved {}

    /** What {@code written} stands for. */
    public Resolved resolve(String written) {
        if (written.startsWith("file:")) {
            return fromFile(written.substring("file:".length()));
        }
        if (written.startsWith("env:")) {
            String name = written.substring("env:".length());
            String value = environment.apply(name);
            return value == null || value.isEmpty()
                    ? new Missing("the environment variable " + name + " is not set", "set it for the engine's service")
                    : new Found(value);
        }
        return new Found(written);
    }

    private Resolved fromFile(String name) {
        try {
            Path path = directory.resolve(name);
            if (Files.size(path) > LARGEST_FILE_BYTES) {
                return new Missing(
                        "the secret file " + name + " is too large", "put the secret alone on its first line");
            }
            String line = Files.readString(path).lines().findFirst().orElse("").strip();
            return line.isEmpty()
                    ? new Missing("the secret file " + name + " is empty", "write the secret on its first line")
                    : new Found(line);
        } catch (NoSuchFileException absent) {
            return new Missing("the secret file " + name + " does not exist", "make it, readable by the engine alone");
        } catch (IOException | RuntimeException unreadable) {
            return new Missing(
                    "the secret file " + name + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + ")",
                    "let the engine's user read it");
        }
    }
}

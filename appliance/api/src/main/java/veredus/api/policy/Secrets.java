package veredus.api.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Resolves secrets: {@code file:PATH} (its first line; relative to the configuration directory), {@code env:NAME},
 * {@code credential:NAME} (a file that systemd passes on), {@code vault:PATH#KEY} (see {@link SecretsPolicy}), or the text
 * itself. Reasons never hold a secret's text. Used by one thread.
 */
public final class Secrets {
    /** A password or a hash is shorter. */
    private static final long LARGEST_FILE_BYTES = 64 * 1024;

    private static final String FILE = "file:";
    private static final String ENVIRONMENT = "env:";
    private static final String CREDENTIAL = "credential:";
    private static final String VAULT = "vault:";

    /** Where systemd puts what {@code LoadCredential=} and its like name. */
    private static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";

    private final Path directory;
    private final UnaryOperator<@Nullable String> environment;
    private SecretStore.@Nullable Reading store;

    /**
     * Resolves against a directory and an environment.
     *
     * @param environment the value of a variable, or null where it is not set
     */
    public Secrets(Path directory, UnaryOperator<@Nullable String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** Whether {@code written} says where a secret is, and is none itself. */
    public static boolean isReference(String written) {
        return written.startsWith(FILE)
                || written.startsWith(ENVIRONMENT)
                || written.startsWith(CREDENTIAL)
                || written.startsWith(VAULT);
    }

    /** The value of a variable, or null. */
    UnaryOperator<@Nullable String> environment() {
        return environment;
    }

    /** The store that references lead to from now on. */
    void use(SecretStore.Reading reading) {
        store = reading;
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
        if (written.startsWith(FILE)) {
            String name = written.substring(FILE.length());
            return within(name);
        }
        if (written.startsWith(CREDENTIAL)) {
            return fromCredential(written.substring(CREDENTIAL.length()));
        }
        if (written.startsWith(VAULT)) {
            return store == null
                    ? new Missing("the store's own token cannot lie in it", "use file:, env: or credential:")
                    : store.find(written.substring(VAULT.length()));
        }
        if (written.startsWith(ENVIRONMENT)) {
            String name = written.substring(ENVIRONMENT.length());
            String value = environment.apply(name);
            return value == null || value.isEmpty()
                    ? new Missing("the environment variable " + name + " is not set", "set it for the engine's service")
                    : new Found(value);
        }
        return new Found(written);
    }

    private Resolved within(String name) {
        try {
            return fromFile(directory.resolve(name), name);
        } catch (InvalidPathException bad) {
            return new Missing("the secret file " + Problems.quoted(name) + " cannot have that name", "mend the path");
        }
    }

    private Resolved fromCredential(String name) {
        String place = environment.apply(CREDENTIALS_DIRECTORY);
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            return new Missing(
                    "credential:" + name + " is not a name", "write it as LoadCredential= of the unit has it");
        }
        if (place == null || place.isEmpty()) {
            return new Missing(
                    "there is no credential " + name + ": systemd has passed none on",
                    "add LoadCredential=" + name + ":PATH to the unit, and start the engine by it");
        }
        return fromFile(Path.of(place).resolve(name), name);
    }

    private Resolved fromFile(Path path, String name) {
        try {
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

package veredus.api.policy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads the files of a configuration directory into records. Used by one thread. */
final class PolicyFiles {
    /** A configuration is smaller; above it the file is surely something else. */
    static final long LARGEST_FILE_BYTES = 32L * 1024 * 1024;

    /** Files of shaping rules. */
    static final int MOST_SHAPING_FILES = 2000;

    static final String SHAPING = "shaping.d";

    private static final List<String> NAMES = List.of(
            "server.toml",
            "listeners.toml",
            "tenants.toml",
            "users.toml",
            "headers.toml",
            "spool.toml",
            "vmtas.toml",
            "routes.toml",
            "retry.toml",
            "dsn.toml",
            "dns.toml",
            "accounting.toml",
            "admin.toml");

    private final Path directory;
    private final Problems problems;
    private final Origins origins;
    private final Secrets secrets;
    private final Set<String> unreadable = new TreeSet<>();
    private final @Nullable PolicyTexts given;

    PolicyFiles(Path directory, Problems problems, Origins origins, Secrets secrets) {
        this(directory, null, problems, origins, secrets);
    }

    /** With texts that stand for the directory's own {@code .toml} files. */
    PolicyFiles(Path directory, @Nullable PolicyTexts given, Problems problems, Origins origins, Secrets secrets) {
        this.directory = directory;
        this.given = given;
        this.problems = problems;
        this.origins = origins;
        this.secrets = secrets;
    }

    /** One file, or one that is not there and counts as empty. */
    final class TomlFile {
        private final String name;
        private final TomlTable root;
        private final Binder binder;

        private TomlFile(String name, TomlTable root) {
            this.name = name;
            this.root = root;
            this.binder = new Binder(name, problems, origins, secrets);
        }

        /** The table {@code [key]}, or a record with all defaults. */
        <R extends Record> R one(String key, Class<R> type) {
            Object found = root.get(List.of(key));
            if (found instanceof TomlTable table) {
                Optional<R> bound = binder.bind(type, table, place(key), "[" + key + "]");
                if (bound.isPresent()) {
                    return bound.get();
                }
            } else if (found != null) {
                problems.error(place(key), key + " is not one table", "write [" + key + "] once");
            }
            // A default that does not suit the rest is a problem of the file that would change it.
            return binder.bind(type, Toml.parse(""), new Origin(name, 1, 1), "[" + key + "]")
                    .orElseThrow(() -> new IllegalStateException("no defaults for " + type));
        }

        /** The tables {@code [[key]]} in their order. */
        <R extends Record> List<R> many(String key, Class<R> type) {
            Object found = root.get(List.of(key));
            var records = new ArrayList<R>();
            if (found instanceof TomlArray array) {
                for (int i = 0; i < array.size(); i++) {
                    Origin at = origin(array.inputPositionOf(i));
                    if (array.get(i) instanceof TomlTable table) {
                        binder.bind(type, table, at, "[[" + key + "]]").ifPresent(records::add);
                    } else {
                        problems.error(at, key + " holds something that is not a table", "write [[" + key + "]]");
                    }
                }
            } else if (found != null) {
                problems.error(place(key), key + " is not a list of tables", "write [[" + key + "]] for each of them");
            }
            return records;
        }

        private Origin place(String key) {
            return origin(root.inputPositionOf(List.of(key)));
        }

        private Origin origin(@Nullable TomlPosition position) {
            return position == null ? new Origin(name, 1, 1) : new Origin(name, position.line(), position.column());
        }

        private TomlFile allowing(List<String> keys) {
            for (String key : root.keySet()) {
                if (!keys.contains(key)) {
                    problems.error(
                            place(key),
                            Problems.quoted(key) + " does not belong in " + name,
                            Spelling.nearest(key, keys)
                                    .map(meant -> "did you mean " + meant + "?")
                                    .orElse("this file holds " + String.join(" and ", keys)));
                }
            }
            return this;
        }
    }

    /** Opens a file that may hold the tables named {@code keys}. */
    TomlFile open(String name, String... keys) {
        return new TomlFile(name, parse(name)).allowing(List.of(keys));
    }

    /** The files of shaping rules in the order of their names. */
    List<TomlFile> shaping() {
        var files = new ArrayList<TomlFile>();
        for (String name : list(SHAPING)) {
            if (!name.endsWith(".toml")) {
                ignored(SHAPING + "/" + name, name, List.of());
            } else if (files.size() == MOST_SHAPING_FILES) {
                problems.error(at(SHAPING), SHAPING + " has more than " + MOST_SHAPING_FILES + " files", "join some");
                break;
            } else {
                files.add(open(SHAPING + "/" + name, "path"));
            }
        }
        return files;
    }

    /** Whether a file could not be read, so that what it defines is not known. */
    boolean isUnreadable(String name) {
        return unreadable.contains(name);
    }

    boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    /** Warns of files that look as if they were meant for us. */
    void lookAround() {
        if (!Files.isDirectory(directory)) {
            problems.error(at(directory.toString()), "there is no such directory", "make it, or name another");
            return;
        }
        for (String name : list("")) {
            boolean ours = NAMES.contains(name) || name.equals(SHAPING);
            if (!ours && (name.contains(".toml") || name.endsWith(".d") || Spelling.isNear(name, NAMES))) {
                ignored(name, name, NAMES);
            }
        }
    }

    private void ignored(String path, String name, List<String> candidates) {
        problems.warning(
                at(path),
                "this file is not read",
                Spelling.nearest(name, candidates)
                        .map(meant -> "did you mean " + meant + "?")
                        .orElse("remove it, or name it as the manual says"));
    }

    private List<String> list(String subdirectory) {
        if (given != null) {
            return given.files().keySet().stream()
                    .filter(name -> subdirectory.isEmpty() || name.startsWith(subdirectory + "/"))
                    .map(name -> subdirectory.isEmpty()
                            ? name.replaceAll("/.*", "")
                            : name.substring(subdirectory.length() + 1))
                    .distinct()
                    .toList();
        }
        Path path = directory.resolve(subdirectory);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException unreadableDirectory) {
            problems.error(
                    at(subdirectory.isEmpty() ? directory.toString() : subdirectory),
                    reason(unreadableDirectory),
                    "let the engine's user read it");
            return List.of();
        }
    }

    private TomlTable parse(String name) {
        try {
            Path path = directory.resolve(name);
            if (given == null && Files.size(path) > LARGEST_FILE_BYTES) {
                return failed(
                        name, "larger than " + LARGEST_FILE_BYTES + " bytes", "split it, or remove what is no policy");
            }
            String text = given == null ? Files.readString(path) : given.files().getOrDefault(name, "");
            TomlParseResult result = Toml.parse(text);
            for (TomlParseError error : result.errors()) {
                TomlPosition position = error.position();
                unreadable.add(name);
                problems.error(
                        new Origin(name, position.line(), position.column()),
                        String.valueOf(error.getMessage()),
                        "mend the TOML; texts, durations and sizes stand in quotes");
            }
            // After a slip of the pen the rest would only give follow-up errors.
            return result.hasErrors() ? Toml.parse("") : result;
        } catch (NoSuchFileException absent) {
            return Toml.parse("");
        } catch (CharacterCodingException notText) {
            return failed(name, "not UTF-8 text", "save it as UTF-8");
        } catch (IOException cause) {
            return failed(name, reason(cause), "let the engine's user read it");
        } catch (StackOverflowError tooDeep) {
            return failed(name, "nested too deeply", "write flat tables");
        }
    }

    private TomlTable failed(String name, String reason, String remedy) {
        unreadable.add(name);
        problems.error(at(name), reason, remedy);
        return Toml.parse("");
    }

    private static String reason(IOException cause) {
        return "cannot be read (" + cause.getClass().getSimpleName() + ")";
    }

    private static Origin at(String name) {
        return new Origin(name, 1, 1);
    }
}

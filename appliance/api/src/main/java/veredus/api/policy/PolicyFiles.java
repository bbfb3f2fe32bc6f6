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
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * The files of a configuration directory. What {@code NAME.toml} holds may also stand in {@code NAME.d/*.toml}, and in
 * {@code managed/} in the same way, which programs write and people do not. The one order of reading is
 *
 * <pre>
 * NAME.toml, NAME.d/*.toml by name, managed/NAME.toml, managed/NAME.d/*.toml by name
 * </pre>
 *
 * Used by one thread.
 */
final class PolicyFiles {
    /** A configuration is smaller; above it the file is surely something else. */
    static final long LARGEST_FILE_BYTES = 32L * 1024 * 1024;

    /** Files in one directory. */
    static final int MOST_FILES = 2000;

    static final String MANAGED = "managed/";

    /**
     * Directories whose names are nearly those of ours: where people like to keep the files that {@code file:} names, and
     * where the control plane keeps its own.
     */
    private static final Set<String> OTHERS = Set.of("secrets", "web");

    private static final String TOML = ".toml";
    private static final String DIRECTORY = ".d";

    private final Path directory;
    private final Problems problems;
    private final Origins origins;
    private final Secrets secrets;
    private final Macros macros;
    private final Set<String> unreadable = new TreeSet<>();
    private final @Nullable PolicyTexts given;
    private final KnownFiles.Reading known;

    PolicyFiles(Path directory, Problems problems, Origins origins, Secrets secrets) {
        this(directory, null, new KnownFiles(), problems, origins, secrets);
    }

    /**
     * With texts that stand for the directory's own {@code .toml} files.
     *
     * @param known from the last reading of this directory
     */
    PolicyFiles(
            Path directory,
            @Nullable PolicyTexts given,
            KnownFiles known,
            Problems problems,
            Origins origins,
            Secrets secrets) {
        this.directory = directory;
        this.given = given;
        this.known = known.reading();
        this.problems = problems;
        this.origins = origins;
        this.secrets = secrets;
        this.macros = new Macros(problems, origins, secrets.environment());
    }

    /** All files of one name; {@code keys} are the tables that they may hold. */
    Chapter chapter(String name, String... keys) {
        var files = new ArrayList<TomlFile>();
        for (String layer : List.of("", MANAGED)) {
            add(files, name, layer + name + TOML, keys);
            int count = 0;
            for (String file : list(layer + name + DIRECTORY)) {
                String path = layer + name + DIRECTORY + "/" + file;
                if (!file.endsWith(TOML)) {
                    ignored(path, file, List.of());
                } else if (count++ == MOST_FILES) {
                    problems.error(at(path), "more than " + MOST_FILES + " files in one directory", "join some");
                    break;
                } else {
                    add(files, name, path, keys);
                }
            }
        }
        return new Chapter(name, files, new Binder(name + TOML, problems, origins, secrets, macros));
    }

    private void add(List<TomlFile> files, String name, String path, String... keys) {
        boolean there = given == null
                ? Files.exists(directory.resolve(path))
                : given.files().containsKey(path);
        if (there) {
            files.add(file(name, path, List.of(keys)));
        }
    }

    private TomlFile file(String name, String path, List<String> keys) {
        @Nullable String text = given == null ? null : given.files().get(path);
        Optional<KnownFiles.Known> before = text == null ? Optional.empty() : known.find(path, text);
        var file = new TomlFile(
                path,
                before.orElse(null),
                () -> parse(name, path),
                problems,
                origins,
                places -> new Binder(path, problems, places, secrets, macros));
        before.ifPresent(found -> known.keep(path, found));
        if (before.isEmpty()) {
            int problemsBefore = problems.count();
            file.allow(keys);
            if (text != null && problems.count() == problemsBefore && !Macros.isIn(text)) {
                var made = new KnownFiles.Known(text);
                file.remember(made);
                known.keep(path, made);
            }
        }
        return file;
    }

    /** All files have been read. */
    void end() {
        known.end();
    }

    /** The macros, once they are read. */
    Macros macros() {
        return macros;
    }

    /** Says where secrets are from now on. */
    void use(SecretStore store, SecretsPolicy settings) {
        secrets.use(store.reading(settings, directory));
    }

    /** Whether some file of that name could not be read, so that what it defines is not known. */
    boolean isUnreadable(String name) {
        return unreadable.contains(name);
    }

    /** A file that the policy names; relative names start at the configuration directory. */
    Path path(String name) {
        return directory.resolve(name);
    }

    boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    /** Whether that file is written by programs only. */
    static boolean isManaged(Origin origin) {
        return origin.file().startsWith(MANAGED);
    }

    /** Warns of files that look as if they were meant for us. */
    void lookAround() {
        if (!Files.isDirectory(directory)) {
            problems.error(at(directory.toString()), "there is no such directory", "make it, or name another");
            return;
        }
        lookAround("");
        lookAround(MANAGED);
    }

    private void lookAround(String layer) {
        var names = new ArrayList<String>();
        for (String name : Section.NAMES) {
            names.add(name + TOML);
            names.add(name + DIRECTORY);
        }
        for (String name : list(layer)) {
            boolean ours = names.contains(name)
                    || layer.isEmpty() && (name + "/").equals(MANAGED)
                    || OTHERS.contains(name) && Files.isDirectory(directory.resolve(layer + name));
            if (!ours && (name.contains(TOML) || name.endsWith(DIRECTORY) || Spelling.isNear(name, names))) {
                ignored(layer + name, name, names);
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
            return given.in(subdirectory);
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

    private TomlTable parse(String name, String file) {
        try {
            Path path = directory.resolve(file);
            if (given == null && Files.size(path) > LARGEST_FILE_BYTES) {
                return failed(
                        name,
                        file,
                        "larger than " + LARGEST_FILE_BYTES + " bytes",
                        "split it, or remove what is no policy");
            }
            String text = given == null ? Files.readString(path) : given.files().getOrDefault(file, "");
            TomlParseResult result = Toml.parse(text);
            for (TomlParseError error : result.errors()) {
                TomlPosition position = error.position();
                unreadable.add(name + TOML);
                problems.error(
                        new Origin(file, position.line(), position.column()),
                        String.valueOf(error.getMessage()),
                        "mend the TOML; texts, durations and sizes stand in quotes");
            }
            // After a slip of the pen the rest would only give follow-up errors.
            return result.hasErrors() ? Toml.parse("") : result;
        } catch (NoSuchFileException absent) {
            return Toml.parse("");
        } catch (CharacterCodingException notText) {
            return failed(name, file, "not UTF-8 text", "save it as UTF-8");
        } catch (IOException cause) {
            return failed(name, file, reason(cause), "let the engine's user read it");
        } catch (StackOverflowError tooDeep) {
            return failed(name, file, "nested too deeply", "write flat tables");
        }
    }

    private TomlTable failed(String name, String file, String reason, String remedy) {
        unreadable.add(name + TOML);
        problems.error(at(file), reason, remedy);
        return Toml.parse("");
    }

    private static String reason(IOException cause) {
        return "cannot be read (" + cause.getClass().getSimpleName() + ")";
    }

    private static Origin at(String name) {
        return new Origin(name, 1, 1);
    }
}

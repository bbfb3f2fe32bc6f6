package veredus.api.policy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text of every {@code .toml} file of a configuration directory, by name; names have {@code /} behind
 * {@code managed} and behind a {@code .d} directory. Files of secrets and certificates are not among them. A value.
 *
 * @param files by name, in the order of names
 */
public record PolicyTexts(SortedMap<String, String> files) {
    /** More files are refused. */
    public static final int MOST_FILES = 4_000;

    /** More characters in all are refused. */
    public static final long MOST_CHARACTERS = 32L << 20;

    private static final Pattern NAME =
            Pattern.compile("(managed/)?([A-Za-z0-9][A-Za-z0-9_-]{0,99}\\.d/)?[A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.toml");
    private static final String END = ".toml";
    private static final String DIRECTORY_END = ".d";

    /** No files at all: every setting at its default. */
    public static final PolicyTexts NONE = new PolicyTexts(new TreeMap<>());

    /**
     * Checks names and bounds.
     *
     * @throws IllegalArgumentException with what to do, when a name leads out of the directory or there is too much
     */
    public PolicyTexts {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        long characters = 0;
        for (Map.Entry<String, String> file : files.entrySet()) {
            if (!NAME.matcher(file.getKey()).matches()) {
                throw new IllegalArgumentException(
                        "a file of the configuration is NAME.toml or DIRECTORY.d/NAME.toml, also in managed/, not "
                                + Problems.quoted(file.getKey()));
            }
            characters += file.getValue().length();
        }
        if (files.size() > MOST_FILES || characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a configuration has at most " + MOST_FILES + " files of "
                    + MOST_CHARACTERS + " characters in all");
        }
    }

    /** Of files in any order. */
    public static PolicyTexts of(Map<String, String> files) {
        return new PolicyTexts(new TreeMap<>(files));
    }

    /**
     * Reads {@code directory}; files whose names no configuration has are left out. Follows symbolic links, as mounted
     * configurations have them.
     *
     * @throws IOException when one cannot be read or is not UTF-8, or there is too much
     */
    public static PolicyTexts read(Path directory) throws IOException {
        var files = new TreeMap<String, String>();
        long bytes = 0;
        for (String name : names(directory)) {
            Path path = directory.resolve(name);
            try {
                bytes += Files.size(path);
                if (bytes > MOST_CHARACTERS || files.size() >= MOST_FILES) {
                    throw new IOException(directory + " is larger than any configuration");
                }
                files.put(name, Files.readString(path));
            } catch (CharacterCodingException notText) {
                throw new IOException(path + " is not UTF-8 text", notText);
            } catch (NoSuchFileException gone) {
                // Deleted since it was listed, or a link to nowhere.
                files.remove(name);
            }
        }
        return new PolicyTexts(files);
    }

    /** Changes whenever a file was written, added or removed: names, sizes and times of change. */
    public static String stamp(Path directory) throws IOException {
        var stamp = new StringBuilder();
        for (String name : names(directory)) {
            Path path = directory.resolve(name);
            try {
                stamp.append(name)
                        .append(' ')
                        .append(Files.size(path))
                        .append(' ')
                        .append(Files.getLastModifiedTime(path).toInstant())
                        .append('\n');
            } catch (NoSuchFileException gone) {
                stamp.append(name).append(" gone\n");
            }
        }
        return stamp.toString();
    }

    /** What is directly in {@code directory}, which is empty or a name with or without {@code /} behind it. */
    List<String> in(String directory) {
        String start = directory.isEmpty() || directory.endsWith("/") ? directory : directory + "/";
        return files.keySet().stream()
                .filter(name -> name.startsWith(start))
                .map(name -> name.substring(start.length()).replaceFirst("/.*", ""))
                .distinct()
                .toList();
    }

    private static List<String> names(Path directory) throws IOException {
        var names = new ArrayList<String>();
        for (String layer : List.of("", PolicyFiles.MANAGED)) {
            for (String name : list(directory.resolve(layer))) {
                if (name.endsWith(END)) {
                    names.add(layer + name);
                } else if (name.endsWith(DIRECTORY_END) && Files.isDirectory(directory.resolve(layer + name))) {
                    for (String inner : list(directory.resolve(layer + name))) {
                        names.add(layer + name + "/" + inner);
                    }
                }
            }
        }
        names.removeIf(name -> !NAME.matcher(name).matches());
        return names;
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }
}

package veredus.control.people;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What somebody has changed of the configuration and not yet applied. It belongs to their session and goes with it.
 * Immutable.
 *
 * @param base the version that it was begun with
 * @param files the texts that change, by name; absent for a file that goes
 */
public record Draft(String base, SortedMap<String, Optional<String>> files) {
    /** A draft has no more characters. */
    public static final int MOST_CHARACTERS = 2 << 20;

    public Draft {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** One without changes. */
    public static Draft of(String base) {
        return new Draft(base, new TreeMap<>());
    }

    /** The same with another text of one file; absent removes it. */
    public Draft with(String name, Optional<String> text) {
        var more = new TreeMap<>(files);
        more.put(name, text);
        return new Draft(base, more);
    }

    /** The same without any change of that file. */
    public Draft without(String name) {
        var fewer = new TreeMap<>(files);
        fewer.remove(name);
        return new Draft(base, fewer);
    }

    /** The same changes to another version. */
    public Draft onto(String version) {
        return new Draft(version, files);
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    public int characters() {
        return files.values().stream()
                .mapToInt(text -> text.map(String::length).orElse(0))
                .sum();
    }

    /** What the files become. */
    public SortedMap<String, String> over(Map<String, String> before) {
        var after = new TreeMap<>(before);
        files.forEach((name, text) -> {
            if (text.isPresent()) {
                after.put(name, text.get());
            } else {
                after.remove(name);
            }
        });
        return after;
    }
}

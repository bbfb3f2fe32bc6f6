package veredus.benchmark.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * How large a proof is: names and values as given on the command line, over the defaults that the proof states when it
 * asks. Used by one thread.
 */
public final class Settings {
    private final Map<String, String> given;
    private final Progress progress;
    private final Map<String, String> used = new LinkedHashMap<>();

    public Settings(Map<String, String> given) {
        this(given, Progress.NONE);
    }

    /** @param progress is told how far the proof is */
    public Settings(Map<String, String> given, Progress progress) {
        this.given = Map.copyOf(given);
        this.progress = progress;
    }

    Progress progress() {
        return progress;
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException when what was given is none, or negative
     */
    int number(String name, int standard) {
        String text = text(name, Integer.toString(standard));
        try {
            int value = Integer.parseInt(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(name + " is a number, not '" + text + "'", wrong);
        }
        throw new IllegalArgumentException(name + " is not negative: " + text);
    }

    String text(String name, String standard) {
        String value = given.getOrDefault(name, standard);
        used.put(name, value);
        return value;
    }

    /** What was asked for, in that order. */
    Map<String, String> used() {
        return new LinkedHashMap<>(used);
    }

    /**
     * To be called when all have been asked for.
     *
     * @throws IllegalArgumentException when a name was given that nobody asked for
     */
    void allKnown() {
        var unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(used.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + unknown + "; there are " + used.keySet());
        }
    }
}

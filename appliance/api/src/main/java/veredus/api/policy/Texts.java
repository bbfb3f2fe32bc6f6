package veredus.api.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** One text or a list of them, as a condition has it: {@code "a"} is the same as {@code ["a"]}. Any of them will do. */
public record Texts(List<String> all) {
    public Texts {
        all = List.copyOf(all);
    }

    public static Texts of(String... all) {
        return new Texts(List.of(all));
    }

    /** Reads a value of a file; null when it is neither. */
    static @Nullable Texts read(Object value) {
        if (value instanceof String text) {
            return of(text);
        }
        if (!(value instanceof TomlArray array)) {
            return null;
        }
        var all = new ArrayList<String>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof String text)) {
                return null;
            }
            all.add(text);
        }
        return new Texts(all);
    }

    /** As a file may have it, without quotes. */
    @Override
    public String toString() {
        return all.size() == 1 ? all.getFirst() : "[" + String.join(", ", all) + "]";
    }
}

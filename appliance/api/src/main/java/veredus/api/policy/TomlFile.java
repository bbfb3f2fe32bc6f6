package veredus.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** One file that was read. */
record TomlFile(String name, TomlTable root, Problems problems, Binder binder) {

    /** The table {@code [key]}. */
    Optional<TomlTable> table(String key) {
        Object found = root.get(List.of(key));
        if (found instanceof TomlTable table) {
            return Optional.of(table);
        }
        if (found != null) {
            problems.error(place(key), key + " is not one table", "write [" + key + "] once");
        }
        return Optional.empty();
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

    Origin place(String key) {
        return origin(root.inputPositionOf(List.of(key)));
    }

    Origin origin(@Nullable TomlPosition position) {
        return position == null ? new Origin(name, 1, 1) : new Origin(name, position.line(), position.column());
    }

    TomlFile allowing(List<String> keys) {
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

package veredus.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** One file that is read; its text is taken apart only where it is not known already. Used by one thread. */
final class TomlFile {
    private final String name;
    private final Supplier<TomlTable> parser;
    private final Problems problems;
    private final Origins origins;
    private final Function<Origins, Binder> binders;
    private KnownFiles.@Nullable Known known;
    private @Nullable TomlTable root;

    /**
     * A file.
     *
     * @param known where the same text was read before; what this reading finds is added
     * @param parser takes the text apart, and reports what is wrong with it
     * @param binders makes a binder that notes places in the given origins
     */
    TomlFile(
            String name,
            KnownFiles.@Nullable Known known,
            Supplier<TomlTable> parser,
            Problems problems,
            Origins origins,
            Function<Origins, Binder> binders) {
        this.name = name;
        this.known = known;
        this.parser = parser;
        this.problems = problems;
        this.origins = origins;
        this.binders = binders;
    }

    String name() {
        return name;
    }

    Binder binder() {
        return binders.apply(origins);
    }

    TomlTable root() {
        if (root == null) {
            root = parser.get();
        }
        return root;
    }

    /** What this reading finds is kept in {@code made} from now on. */
    void remember(KnownFiles.Known made) {
        known = made;
    }

    /** The table {@code [key]}. */
    Optional<TomlTable> table(String key) {
        Object found = root().get(List.of(key));
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
        KnownFiles.Tables tables = known == null ? null : known.find(key);
        if (tables == null) {
            tables = read(key, type);
        }
        origins.addAll(tables.origins());
        return tables.records().stream().map(type::cast).toList();
    }

    private <R extends Record> KnownFiles.Tables read(String key, Class<R> type) {
        int before = problems.count();
        var places = new Origins();
        Binder binder = binders.apply(places);
        var tables = new KnownFiles.Tables(records(key, type, binder), places);
        if (known != null && problems.count() == before && !binder.hasLookedElsewhere()) {
            known.put(key, tables);
        }
        return tables;
    }

    private <R extends Record> List<R> records(String key, Class<R> type, Binder binder) {
        Object found = root().get(List.of(key));
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
        return origin(root().inputPositionOf(List.of(key)));
    }

    Origin origin(@Nullable TomlPosition position) {
        return position == null ? new Origin(name, 1, 1) : new Origin(name, position.line(), position.column());
    }

    /** Reports what does not belong in this file. */
    void allow(List<String> keys) {
        for (String key : root().keySet()) {
            if (!keys.contains(key)) {
                problems.error(
                        place(key),
                        Problems.quoted(key) + " does not belong in " + name,
                        Spelling.nearest(key, keys)
                                .map(meant -> "did you mean " + meant + "?")
                                .orElse("this file holds " + String.join(" and ", keys)));
            }
        }
    }
}

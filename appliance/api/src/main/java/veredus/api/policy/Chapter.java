package veredus.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;

/** The files of one name in the order of reading; none of them need be there. */
record Chapter(String name, List<TomlFile> files, Binder absent) {

    /** The table {@code [key]}, put together from all files, or a record with all defaults. */
    <R extends Record> R one(String key, Class<R> type) {
        var layers = new ArrayList<Binder.Layer>();
        for (TomlFile file : files) {
            file.table(key).ifPresent(table -> layers.add(new Binder.Layer(file.binder(), table)));
        }
        String title = "[" + key + "]";
        if (!layers.isEmpty()) {
            Origin at = files.stream()
                    .filter(file -> file.root().contains(List.of(key)))
                    .findFirst()
                    .orElseThrow()
                    .place(key);
            Optional<R> bound = Binder.bind(type, layers, at, title);
            if (bound.isPresent()) {
                return bound.get();
            }
        }
        // A default that does not suit the rest is a problem of the file that would change it.
        return absent.bind(type, Toml.parse(""), new Origin(name + ".toml", 1, 1), title)
                .orElseThrow(() -> new IllegalStateException("no defaults for " + type));
    }

    /** The tables {@code [[key]]} of all files in their order. */
    <R extends Record> List<R> many(String key, Class<R> type) {
        var records = new ArrayList<R>();
        files.forEach(file -> records.addAll(file.many(key, type)));
        return records;
    }
}

package veredus.api.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Turns the tables of one file into records by the names and types of their components. A bad value is reported and
 * replaced by its default, so that one reading finds everything; only what lacks a required value is left out.
 */
final class Binder {
    /** Longer names are not compared with ours. */
    private static final int LONGEST_KEY = 100;

    private final String file;
    private final Problems problems;
    private final Origins origins;
    private final Secrets secrets;
    private final Macros macros;
    private boolean hasLookedElsewhere;

    Binder(String file, Problems problems, Origins origins, Secrets secrets, Macros macros) {
        this.file = file;
        this.problems = problems;
        this.origins = origins;
        this.secrets = secrets;
        this.macros = macros;
    }

    /** Whether something that was read depends on more than the file's text. */
    boolean hasLookedElsewhere() {
        return hasLookedElsewhere;
    }

    /** A table, and who reads its values. */
    record Layer(Binder binder, TomlTable table) {
        boolean has(String key) {
            return table.contains(List.of(key));
        }
    }

    /** @param title the table in messages, such as {@code [[vmta]]} */
    <R extends Record> Optional<R> bind(Class<R> type, TomlTable table, Origin at, String title) {
        return bind(type, List.of(new Layer(this, table)), at, title);
    }

    /**
     * Makes one record of a table that is spread over several files; no key may be in two of them.
     *
     * @param layers at least one
     */
    static <R extends Record> Optional<R> bind(Class<R> type, List<Layer> layers, Origin at, String title) {
        RecordShape shape = RecordShape.of(type);
        var places = new Origins.Places(at);
        Problems problems = layers.getFirst().binder().problems;
        int before = problems.errors();
        layers.forEach(layer -> layer.binder().placeKeys(shape, layer.table(), places, title));
        @Nullable Object[] values = new Object[shape.parts().size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            RecordShape.Part part = shape.parts().get(i);
            if (part.type() instanceof ValueType.Place) {
                values[i] = at;
                continue;
            }
            if (part.type() instanceof ValueType.Places) {
                values[i] = places.keys();
                continue;
            }
            Layer layer = find(layers, part.key());
            if (layer == null) {
                values[i] = part.preset();
                if (part.preset() == null) {
                    problems.error(at, title + " lacks " + part.key(), "add " + part.key() + " = " + example(part));
                    complete = false;
                }
                continue;
            }
            Object value = layer.binder().read(part, layer.table(), at, places);
            values[i] = value == null ? part.preset() : value;
            complete &= values[i] != null;
        }
        boolean sound = problems.errors() == before;
        return complete ? layers.getFirst().binder().make(shape, type, values, places, sound, title) : Optional.empty();
    }

    private static @Nullable Layer find(List<Layer> layers, String key) {
        for (Layer layer : layers) {
            if (layer.has(key)) {
                return layer;
            }
        }
        return null;
    }

    private @Nullable Object read(RecordShape.Part part, TomlTable table, Origin at, Origins.Places places) {
        Object raw = table.get(List.of(part.key()));
        return raw == null ? null : read(part, part.type(), raw, placeOf(table, part.key(), at), part.key(), places);
    }

    private <R extends Record> Optional<R> make(
            RecordShape shape,
            Class<R> type,
            @Nullable Object[] values,
            Origins.Places places,
            boolean sound,
            String title) {
        R record;
        try {
            record = type.cast(shape.make(values));
        } catch (IllegalArgumentException refused) {
            problems.error(places.table(), title + " cannot be used: " + refused.getMessage(), "");
            return Optional.empty();
        }
        origins.put(record, places);
        if (!sound) {
            origins.damage(record);
        }
        return Optional.of(record);
    }

    /** Notes where each key stands, and reports those that we do not know. */
    private void placeKeys(RecordShape shape, TomlTable table, Origins.Places places, String title) {
        for (String key : table.keySet()) {
            Origin at = placeOf(table, key, places.table());
            Origin first = places.keys().get(key);
            if (first != null) {
                problems.error(at, key + " is set at " + first + " already", Findings.whichToEdit(first, at));
            } else if (shape.keys().containsKey(key)) {
                places.put(key, at);
            } else {
                unknown(key, at, title, shape);
            }
        }
    }

    private void unknown(String key, Origin at, String title, RecordShape shape) {
        Optional<String> meant = key.length() > LONGEST_KEY
                ? Optional.empty()
                : Spelling.nearest(key.replace('_', '-'), shape.keys().keySet());
        problems.error(
                at,
                Problems.quoted(key) + " is not a key of " + title,
                meant.map(name -> "did you mean " + name + "?")
                        .orElse("its keys are " + String.join(", ", shape.keys().keySet())));
    }

    private @Nullable Object read(
            RecordShape.Part part, ValueType type, Object raw, Origin at, String key, Origins.Places places) {
        return switch (type) {
            case ValueType.Scalar scalar -> scalar(part, scalar, raw, at);
            case ValueType.Maybe maybe -> {
                Object inside = read(part, maybe.inside(), raw, at, key, places);
                yield inside == null ? null : Optional.of(inside);
            }
            case ValueType.ListOf list -> list(part, list, raw, at, key, places);
            case ValueType.Table nested ->
                raw instanceof TomlTable table
                        ? bind(nested.type(), table, at, key).orElse(null)
                        : wrong(part, raw, at, "a table");
            case ValueType.Strings strings ->
                raw instanceof TomlTable table ? strings(part, table, at) : wrong(part, raw, at, "a table of texts");
            case ValueType.Place place -> throw new IllegalStateException(key);
            case ValueType.Places many -> throw new IllegalStateException(key);
        };
    }

    /** A text has its macros replaced first. */
    private @Nullable Object scalar(RecordShape.Part part, ValueType.Scalar type, Object found, Origin at) {
        Object raw = found;
        if (found instanceof String text) {
            Optional<Macros.Expanded> expanded =
                    part.secret() ? macros.expandSecret(text, part.key(), at) : macros.expand(text, at);
            hasLookedElsewhere |= part.secret();
            if (expanded.isEmpty()) {
                return null;
            }
            raw = expanded.get().text();
        }
        Object value = type.read().apply(raw);
        if (value == null) {
            Optional<String> meant = raw instanceof String text && text.length() <= LONGEST_KEY
                    ? Spelling.nearest(ValueType.written(text), type.choices())
                    : Optional.empty();
            return meant.isPresent()
                    ? mistyped(part, raw, at, type.kind(), meant.get())
                    : wrong(part, raw, at, type.kind());
        }
        Optional<Bounds> bounds = part.bounds();
        if (bounds.isPresent() && !bounds.get().contain(value)) {
            problems.error(
                    at,
                    part.key() + " = " + ValueType.shown(raw) + " is out of range",
                    "write " + expected(part, type.kind()));
            return null;
        }
        return part.secret() && value instanceof String written ? secret(part, written, at) : value;
    }

    private @Nullable Object secret(RecordShape.Part part, String written, Origin at) {
        return switch (secrets.resolve(written)) {
            case Secrets.Found found -> found.secret();
            case Secrets.Missing missing -> {
                problems.error(at, part.key() + ": " + missing.reason(), missing.remedy());
                yield null;
            }
        };
    }

    private @Nullable Object list(
            RecordShape.Part part, ValueType.ListOf type, Object raw, Origin at, String key, Origins.Places places) {
        if (!(raw instanceof TomlArray array)) {
            String element = type.element() instanceof ValueType.Scalar scalar ? " of " + scalar.kind() : " of tables";
            return wrong(part, raw, at, "a list" + element);
        }
        var values = new ArrayList<Object>(array.size());
        boolean sound = true;
        for (int i = 0; i < array.size(); i++) {
            Origin place = origin(array.inputPositionOf(i), at);
            places.put(Origins.element(key, i), place);
            Object value = read(part, type.element(), array.get(i), place, key, places);
            if (value == null) {
                sound = false;
            } else {
                values.add(value);
            }
        }
        // Of a list with tables the good ones stay, so that they can be checked too.
        return sound || type.element() instanceof ValueType.Table ? List.copyOf(values) : null;
    }

    private @Nullable Object strings(RecordShape.Part part, TomlTable table, Origin at) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            Object value = table.get(List.of(key));
            if (value instanceof String text) {
                Optional<Macros.Expanded> expanded = macros.expand(text, placeOf(table, key, at));
                if (expanded.isEmpty()) {
                    return null;
                }
                values.put(key, expanded.get().text());
            } else {
                problems.error(placeOf(table, key, at), part.key() + "." + key + " is not a text", "put it in quotes");
                return null;
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object wrong(RecordShape.Part part, Object raw, Origin at, String kind) {
        String shown = part.secret() ? "" : " = " + ValueType.shown(raw);
        problems.error(at, part.key() + shown + " is not " + kind, "write " + expected(part, kind));
        return null;
    }

    private @Nullable Object mistyped(RecordShape.Part part, Object raw, Origin at, String kind, String meant) {
        problems.error(
                at,
                part.key() + " = " + ValueType.shown(raw) + " is not " + kind,
                "did you mean " + Problems.quoted(meant) + "?");
        return null;
    }

    private static String expected(RecordShape.Part part, String kind) {
        String range = part.bounds()
                .map(bounds -> " from " + bounds.minText() + " to " + bounds.maxText())
                .orElse("");
        return kind + range + ", such as " + part.key() + " = " + example(part);
    }

    /** A value as it would stand in the file: the default where there is one. */
    private static String example(RecordShape.Part part) {
        return part.presetText().isPresent()
                ? written(part.type(), part.presetText().get())
                : example(part.type());
    }

    private static String example(ValueType type) {
        return switch (type) {
            case ValueType.Scalar scalar -> scalar.example();
            case ValueType.Maybe maybe -> example(maybe.inside());
            case ValueType.ListOf list -> "[" + example(list.element()) + "]";
            default -> "{ ... }";
        };
    }

    /** The text of a {@link Default} with the quotes that TOML wants. */
    static String written(ValueType type, String text) {
        return switch (type) {
            case ValueType.ListOf list -> {
                String inside = text.substring(1, text.length() - 1).strip();
                var elements = new ArrayList<String>();
                for (String element : inside.isEmpty() ? new String[0] : inside.split(",\\s*", -1)) {
                    elements.add(written(list.element(), element));
                }
                yield "[" + String.join(", ", elements) + "]";
            }
            case ValueType.Maybe maybe -> written(maybe.inside(), text);
            case ValueType.Scalar scalar -> {
                if (!scalar.example().startsWith("\"")) {
                    yield text;
                }
                yield "\"" + (scalar.kind().startsWith("one of") ? ValueType.written(text) : text) + "\"";
            }
            default -> text;
        };
    }

    private Origin placeOf(TomlTable table, String key, Origin otherwise) {
        return origin(table.inputPositionOf(List.of(key)), otherwise);
    }

    private Origin origin(@Nullable TomlPosition position, Origin otherwise) {
        return position == null ? otherwise : new Origin(file, position.line(), position.column());
    }
}

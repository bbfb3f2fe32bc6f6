package veredus.api.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schemas (draft 7) of the configuration's files, for editors: made from the records, described by the comments of
 * the templates. A TOML file names its own with a first line {@code #:schema PATH}.
 */
public final class PolicySchemas {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String DIALECT = "http://json-schema.org/draft-07/schema#";
    private static final String PATTERN_OF_NAMES = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private PolicySchemas() {}

    /** The names of files, each without {@code .toml}. */
    public static List<String> names() {
        return Section.NAMES;
    }

    /**
     * The schema of {@code NAME.toml} and of all files in {@code NAME.d}, in readable JSON with a final line end.
     *
     * @throws IllegalArgumentException when there is no such file
     */
    public static String schema(String name) {
        if (!Section.NAMES.contains(name)) {
            throw new IllegalArgumentException("no such file: " + name);
        }
        return JSON.writeValueAsString(file(name)) + "\n";
    }

    private static Map<String, Object> file(String name) {
        var template = TemplateText.of(template(name));
        var tables = new LinkedHashMap<String, Object>();
        for (Section<?> section : Section.ALL) {
            if (section.file().equals(name)) {
                Map<String, Object> table = table(section.type(), template, section.key());
                tables.put(section.key(), section.isList() ? list(table) : table);
            }
        }
        if (name.equals(NamedLists.FILE)) {
            tables.put(name, lists());
        }
        if (name.equals(Macros.FILE)) {
            tables.put(name, macros());
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", DIALECT);
        schema.put("title", name + ".toml");
        schema.put("description", template.introduction());
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", tables);
        return schema;
    }

    private static Map<String, Object> list(Map<String, Object> items) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "array");
        schema.put("items", items);
        return schema;
    }

    private static Map<String, Object> macros() {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("patternProperties", Map.of(PATTERN_OF_NAMES, Map.of("type", "string")));
        return schema;
    }

    private static Map<String, Object> lists() {
        var domains = new LinkedHashMap<String, Object>();
        domains.put("type", "array");
        domains.put("items", Map.of("type", "string"));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("patternProperties", Map.of(PATTERN_OF_NAMES, domains));
        return schema;
    }

    private static Map<String, Object> table(Class<? extends Record> type, TemplateText template, String table) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        RecordShape.of(type).keys().forEach((key, part) -> {
            properties.put(key, property(part, template, table));
            if (part.preset() == null) {
                required.add(key);
            }
        });
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> property(RecordShape.Part part, TemplateText template, String table) {
        var schema = new LinkedHashMap<String, Object>();
        String text = template.about(table, part.key());
        String range = part.bounds()
                .map(bounds ->
                        (text.isEmpty() ? "" : " ") + "From " + bounds.minText() + " to " + bounds.maxText() + ".")
                .orElse("");
        String secret = part.secret()
                ? " A secret: itself, \"file:PATH\", \"env:NAME\", \"credential:NAME\" or" + " \"vault:PATH#KEY\"."
                : "";
        schema.put("description", text + range + secret);
        schema.putAll(value(part.type(), part, template, table));
        part.presetText().ifPresent(preset -> schema.put("default", preset(part.type(), preset)));
        if (part.presetText().isEmpty() && part.type() instanceof ValueType.ListOf) {
            schema.put("default", List.of());
        }
        return schema;
    }

    private static Map<String, Object> value(
            ValueType type, RecordShape.Part part, TemplateText template, String table) {
        return switch (type) {
            case ValueType.Scalar scalar -> scalar(scalar, part.bounds());
            case ValueType.Maybe maybe -> value(maybe.inside(), part, template, table);
            case ValueType.ListOf list -> list(value(list.element(), part, template, table));
            case ValueType.Table nested -> table(nested.type(), template, table + "." + part.key());
            case ValueType.Strings strings ->
                new LinkedHashMap<>(Map.of("type", "object", "additionalProperties", Map.of("type", "string")));
            case ValueType.Place place -> throw new IllegalStateException(part.key());
            case ValueType.Places places -> throw new IllegalStateException(part.key());
        };
    }

    private static Map<String, Object> scalar(ValueType.Scalar scalar, Optional<Bounds> bounds) {
        var schema = new LinkedHashMap<String, Object>();
        Class<?> type = scalar.type();
        if (!scalar.choices().isEmpty()) {
            schema.put("type", "string");
            schema.put("enum", scalar.choices());
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            schema.put("type", "integer");
            bounds.ifPresent(range -> {
                schema.put("minimum", (long) range.min());
                schema.put("maximum", (long) range.max());
            });
        } else if (type == double.class || type == Double.class) {
            schema.put("type", "number");
            bounds.ifPresent(range -> {
                schema.put("minimum", range.min());
                schema.put("maximum", range.max());
            });
        } else if (type == boolean.class || type == Boolean.class) {
            schema.put("type", "boolean");
        } else if (type == ByteSize.class) {
            schema.put("type", List.of("string", "integer"));
            schema.put("pattern", "^[0-9]{1,15} *([kKmMgGtT][iI]?[bB]|[bB])?$");
        } else if (type == Texts.class) {
            schema.put("type", List.of("string", "array"));
            schema.put("items", Map.of("type", "string"));
        } else if (type == Duration.class) {
            schema.put("type", "string");
            schema.put("pattern", "^(0|([0-9]+(w|d|h|m|s|ms))+)$");
        } else if (type == Rate.class) {
            schema.put("type", "string");
            schema.put("pattern", "^(unlimited|[0-9]{1,10} */ *(w|d|h|m|s|ms|([0-9]+(w|d|h|m|s|ms))+))$");
        } else {
            schema.put("type", "string");
        }
        return schema;
    }

    /** A default as JSON has it. */
    private static Object preset(ValueType type, String text) {
        return switch (type) {
            case ValueType.Maybe maybe -> preset(maybe.inside(), text);
            case ValueType.ListOf list -> {
                String inside = text.substring(1, text.length() - 1).strip();
                var values = new ArrayList<Object>();
                for (String element : inside.isEmpty() ? new String[0] : inside.split(",\\s*", -1)) {
                    values.add(preset(list.element(), element));
                }
                yield values;
            }
            case ValueType.Scalar scalar ->
                scalar.choices().isEmpty() ? RecordShape.asToml(scalar, text) : ValueType.written(text);
            case ValueType.Table table -> Map.of(); // A table at its defaults.
            default -> text;
        };
    }

    private static String template(String name) {
        String file = name.equals("shaping") ? "shaping.d/00-default.toml" : name + ".toml";
        try (InputStream in = PolicySchemas.class.getResourceAsStream("/veredus/templates/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the template " + file + " was not built in");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}

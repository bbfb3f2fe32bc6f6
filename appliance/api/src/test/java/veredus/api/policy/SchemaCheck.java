package veredus.api.policy;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as our schemas use. */
final class SchemaCheck {
    private SchemaCheck() {}

    static void check(String path, JsonNode schema, JsonNode value, List<String> wrong) {
        if (schema.has("type") && !hasType(schema.path("type"), value)) {
            wrong.add(path + " is not " + schema.path("type"));
            return;
        }
        if (schema.has("enum") && !schema.path("enum").valueStream().toList().contains(value)) {
            wrong.add(path + " is not one of its values");
        }
        if (schema.has("pattern")
                && value.isString()
                && !Pattern.compile(schema.path("pattern").asString())
                        .matcher(value.asString())
                        .find()) {
            wrong.add(path + " has not its form");
        }
        if (schema.has("minimum") && value.asDouble() < schema.path("minimum").asDouble()) {
            wrong.add(path + " is below " + schema.path("minimum"));
        }
        if (schema.has("maximum") && value.asDouble() > schema.path("maximum").asDouble()) {
            wrong.add(path + " is above " + schema.path("maximum"));
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(path + "/" + i, schema.path("items"), value.get(i), wrong);
            }
        }
        if (value.isObject()) {
            object(path, schema, value, wrong);
        }
    }

    private static void object(String path, JsonNode schema, JsonNode value, List<String> wrong) {
        schema.path("required").forEach(key -> {
            if (!value.has(key.asString())) {
                wrong.add(path + "/" + key.asString() + " is missing");
            }
        });
        value.properties().forEach(property -> {
            String key = property.getKey();
            JsonNode inside = schema.path("properties").path(key);
            for (var pattern : schema.path("patternProperties").properties()) {
                inside = Pattern.compile(pattern.getKey()).matcher(key).find() ? pattern.getValue() : inside;
            }
            if (inside.isMissingNode()) {
                wrong.add(path + "/" + key + " is not known");
            } else {
                check(path + "/" + key, inside, property.getValue(), wrong);
            }
        });
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> hasType(one, value));
        }
        return switch (type.asString()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> value.isString();
        };
    }
}

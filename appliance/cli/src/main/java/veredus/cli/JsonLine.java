package veredus.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One JSON object on one line, its members in the order they were added. */
final class JsonLine {
    private final StringBuilder text = new StringBuilder("{");

    JsonLine with(String name, String value) {
        return member(name, quoted(value));
    }

    JsonLine with(String name, long value) {
        return member(name, Long.toString(value));
    }

    JsonLine with(String name, boolean value) {
        return member(name, Boolean.toString(value));
    }

    /** With three digits after the point. */
    JsonLine with(String name, double value) {
        return member(name, String.format(Locale.ROOT, "%.3f", value));
    }

    JsonLine with(String name, JsonLine value) {
        return member(name, value.toString());
    }

    JsonLine with(String name, List<String> values) {
        return member(name, values.stream().map(JsonLine::quoted).collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public String toString() {
        return text + "}";
    }

    private JsonLine member(String name, String value) {
        text.append(text.length() > 1 ? "," : "")
                .append(quoted(name))
                .append(':')
                .append(value);
        return this;
    }

    private static String quoted(String value) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

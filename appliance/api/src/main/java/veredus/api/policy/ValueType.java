package veredus.api.policy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** How the values of one Java type are written in a file. */
sealed interface ValueType {

    /**
     * A single value.
     *
     * @param type the Java type of the value
     * @param kind what is expected, as in "write a whole number"
     * @param example one that is right
     * @param choices all values that there are; empty where they cannot be counted
     * @param read the value, or null when it is not one
     */
    record Scalar(
            Class<?> type, String kind, String example, List<String> choices, Function<Object, @Nullable Object> read)
            implements ValueType {
        Scalar(Class<?> type, String kind, String example, Function<Object, @Nullable Object> read) {
            this(type, kind, example, List.of(), read);
        }
    }

    /** May be absent. */
    record Maybe(ValueType inside) implements ValueType {}

    record ListOf(ValueType element) implements ValueType {}

    record Table(Class<? extends Record> type) implements ValueType {}

    /** Free keys with strings. */
    record Strings() implements ValueType {}

    /** Filled by the reader: where the table stands. */
    record Place() implements ValueType {}

    /** Filled by the reader: where each key stands. */
    record Places() implements ValueType {}

    /** The way to write {@code type}; a type that has none is a mistake in our records. */
    static ValueType of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return new Maybe(of(last));
            }
            if (generic.getRawType() == List.class) {
                return new ListOf(of(last));
            }
            if (generic.getRawType() == Map.class) {
                return last == Origin.class ? new Places() : new Strings();
            }
        }
        if (type == Origin.class) {
            return new Place();
        }
        if (type instanceof Class<?> simple) {
            return simple(simple);
        }
        throw new IllegalStateException("no way to write " + type);
    }

    private static ValueType simple(Class<?> type) {
        if (type == String.class) {
            return new Scalar(type, "a text in quotes", "\"text\"", value -> value instanceof String ? value : null);
        }
        if (type == int.class || type == Integer.class) {
            return new Scalar(type, "a whole number", "10", ValueType::readInt);
        }
        if (type == long.class || type == Long.class) {
            return new Scalar(type, "a whole number", "10", value -> value instanceof Long ? value : null);
        }
        if (type == double.class || type == Double.class) {
            return new Scalar(type, "a number", "0.5", ValueType::readDouble);
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Scalar(type, "true or false", "true", value -> value instanceof Boolean ? value : null);
        }
        if (type == Duration.class) {
            return text(type, "a duration", "\"1h30m\"", DurationText::parse);
        }
        if (type == ByteSize.class) {
            return new Scalar(type, "a size", "\"64KiB\"", ValueType::readSize);
        }
        if (type == Rate.class) {
            return text(type, "a rate (count/time)", "\"100/15m\"", Rate::parse);
        }
        if (type == Cidr.class) {
            return text(type, "a network", "\"192.0.2.0/24\"", Cidr::parse);
        }
        if (type == Texts.class) {
            return new Scalar(type, "a text in quotes or a list of them", "\"text\"", Texts::read);
        }
        if (type.isEnum()) {
            return choice(type);
        }
        if (type.isRecord()) {
            return new Table(type.asSubclass(Record.class));
        }
        throw new IllegalStateException("no way to write " + type);
    }

    private static ValueType choice(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        List<String> names = Arrays.stream(constants)
                .map(constant -> written(constant.toString()))
                .toList();
        String kind = "one of " + String.join(", ", names);
        return new Scalar(type, kind, "\"" + names.getFirst() + "\"", names, value -> {
            int found = value instanceof String text ? names.indexOf(written(text)) : -1;
            return found < 0 ? null : constants[found];
        });
    }

    /** A constant as files have it. */
    static String written(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ValueType text(
            Class<?> type, String kind, String example, Function<String, ? extends Optional<?>> parse) {
        return new Scalar(
                type,
                kind,
                example,
                value -> value instanceof String text
                        ? parse.apply(text).map(Object.class::cast).orElse(null)
                        : null);
    }

    private static @Nullable Object readInt(Object value) {
        return value instanceof Long number && number == number.intValue() ? number.intValue() : null;
    }

    private static @Nullable Object readDouble(Object value) {
        if (value instanceof Long number) {
            return number.doubleValue();
        }
        return value instanceof Double number && Double.isFinite(number) ? number : null;
    }

    private static @Nullable Object readSize(Object value) {
        if (value instanceof Long bytes) {
            return bytes < 0 ? null : new ByteSize(bytes);
        }
        return value instanceof String text ? ByteSize.parse(text).orElse(null) : null;
    }

    /** A value of the file as messages show it. */
    static String shown(Object value) {
        return switch (value) {
            case String text -> Problems.quoted(text);
            case TomlTable table -> "a table";
            case TomlArray list -> "a list";
            default -> value.toString();
        };
    }
}

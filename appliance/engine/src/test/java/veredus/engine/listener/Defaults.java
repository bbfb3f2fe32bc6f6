package veredus.engine.listener;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.api.policy.ByteSize;
import veredus.api.policy.Default;
import veredus.api.policy.Origin;

/** Policy records at their defaults, with some components changed. */
final class Defaults {
    private Defaults() {}

    static <R extends Record> R of(Class<R> type, Map<String, ?> changes) {
        RecordComponent[] components = type.getRecordComponents();
        for (String name : changes.keySet()) {
            if (Arrays.stream(components)
                    .noneMatch(component -> component.getName().equals(name))) {
                throw new IllegalArgumentException(type + " has no " + name);
            }
        }
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            values[i] = changes.containsKey(component.getName()) ? changes.get(component.getName()) : value(component);
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Object value(RecordComponent component) {
        Default given = component.getAnnotation(Default.class);
        Class<?> type = component.getType();
        if (type == Origin.class) {
            return Origin.BUILT_IN;
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == List.class) {
            return given == null ? List.of() : list(given.value(), component.getGenericType());
        }
        if (given == null) {
            throw new IllegalArgumentException("no default for " + component);
        }
        return scalar(given.value(), type);
    }

    private static List<?> list(String text, Type type) {
        String inside = text.substring(1, text.length() - 1).strip();
        Type item = ((ParameterizedType) type).getActualTypeArguments()[0];
        return inside.isEmpty()
                ? List.of()
                : Arrays.stream(inside.split(","))
                        .map(word -> scalar(word.strip(), (Class<?>) item))
                        .toList();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class of an enum is known at run time only
    private static Object scalar(String text, Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == double.class) {
            return Double.valueOf(text);
        }
        if (type == Duration.class) {
            return duration(text);
        }
        if (type == ByteSize.class) {
            return size(text);
        }
        return type.isEnum() ? Enum.valueOf((Class<? extends Enum>) type, text) : text;
    }

    private static Duration duration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static ByteSize size(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "" -> new ByteSize(number);
            case "KiB" -> new ByteSize(number << 10);
            case "MiB" -> new ByteSize(number << 20);
            case "GiB" -> new ByteSize(number << 30);
            default -> throw new IllegalArgumentException(text);
        };
    }
}

package veredus.api.policy;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a table that becomes a record of one type may hold. Immutable. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type.asSubclass(Record.class));
        }
    };

    /**
     * One component.
     *
     * @param key its name in the file
     * @param preset the value when the key is absent; null where it is required
     */
    record Part(
            String key,
            ValueType type,
            Optional<Bounds> bounds,
            boolean secret,
            Optional<String> presetText,
            @Nullable Object preset,
            Method accessor) {

        /** What {@code record} has for this component. */
        Object valueOf(Record record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("cannot read " + key + " of " + record.getClass(), impossible);
            }
        }
    }

    private final Class<? extends Record> type;
    private final Constructor<? extends Record> constructor;
    private final List<Part> parts;
    private final Map<String, Part> byKey = new LinkedHashMap<>();

    private RecordShape(Class<? extends Record> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        this.parts = Arrays.stream(components).map(RecordShape::part).toList();
        for (Part part : parts) {
            if (!(part.type() instanceof ValueType.Place) && !(part.type() instanceof ValueType.Places)) {
                byKey.put(part.key(), part);
            }
        }
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException("a record has a canonical constructor: " + type, impossible);
        }
    }

    static RecordShape of(Class<? extends Record> type) {
        return SHAPES.get(type);
    }

    List<Part> parts() {
        return parts;
    }

    /** The keys that the file may have, in the order of the components. */
    Map<String, Part> keys() {
        return byKey;
    }

    /** @throws IllegalArgumentException when the record refuses its values */
    Record make(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException reason) {
                throw reason;
            }
            throw new IllegalStateException("cannot make " + type, refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot make " + type, impossible);
        }
    }

    private static Part part(RecordComponent component) {
        ValueType type = ValueType.of(component.getGenericType());
        Default written = component.getAnnotation(Default.class);
        Range range = component.getAnnotation(Range.class);
        Optional<String> text = written == null ? Optional.empty() : Optional.of(written.value());
        return new Part(
                key(component.getName()),
                type,
                range == null ? Optional.empty() : Optional.of(Bounds.of(range, type)),
                component.isAnnotationPresent(Secret.class),
                text,
                text.isPresent() ? preset(type, text.get()) : absent(type),
                component.getAccessor());
    }

    private static @Nullable Object absent(ValueType type) {
        return switch (type) {
            case ValueType.Maybe maybe -> Optional.empty();
            case ValueType.ListOf list -> List.of();
            case ValueType.Strings strings -> Map.of();
            case ValueType.Scalar scalar -> null;
            case ValueType.Table table -> null;
            case ValueType.Place place -> null;
            case ValueType.Places places -> null;
        };
    }

    private static Object preset(ValueType type, String text) {
        if (type instanceof ValueType.ListOf list) {
            var values = new ArrayList<Object>();
            String inside = text.substring(1, text.length() - 1).strip();
            for (String element : inside.isEmpty() ? new String[0] : inside.split(",\\s*", -1)) {
                values.add(preset(list.element(), element));
            }
            return List.copyOf(values);
        }
        if (type instanceof ValueType.Table table && text.equals("{}")) {
            return RecordDefaults.of(table.type());
        }
        if (type instanceof ValueType.Maybe maybe) {
            return Optional.of(preset(maybe.inside(), text));
        }
        if (type instanceof ValueType.Scalar scalar) {
            Object value = scalar.read().apply(asToml(scalar, text));
            if (value != null) {
                return value;
            }
        }
        throw new IllegalStateException("not a default of its type: " + text);
    }

    /** What tomlj would have made of the text. */
    static Object asToml(ValueType.Scalar type, String text) {
        if (text.matches("true|false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("-?\\d+") && type.read().apply("text") == null) {
            return Long.valueOf(text);
        }
        return text.matches("-?\\d+\\.\\d+") ? (Object) Double.valueOf(text) : text;
    }

    /** {@code maxConnections} becomes {@code max-connections}. */
    static String key(String component) {
        var key = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append('-').append(Character.toLowerCase(c));
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }
}

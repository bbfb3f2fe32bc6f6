package veredus.api.policy;

import org.jspecify.annotations.Nullable;

/** Policy records as they are where no file says anything. */
public final class RecordDefaults {
    private RecordDefaults() {}

    /**
     * The record with every component at its {@link Default}.
     *
     * @throws IllegalArgumentException when a component is required
     */
    public static <R extends Record> R of(Class<R> type) {
        RecordShape shape = RecordShape.of(type);
        @Nullable Object[] values = new Object[shape.parts().size()];
        for (int i = 0; i < values.length; i++) {
            RecordShape.Part part = shape.parts().get(i);
            values[i] = switch (part.type()) {
                case ValueType.Place place -> Origin.BUILT_IN;
                case ValueType.Places places -> java.util.Map.of();
                default -> part.preset();
            };
            if (values[i] == null) {
                throw new IllegalArgumentException(type.getSimpleName() + " has no default for " + part.key());
            }
        }
        return type.cast(shape.make(values));
    }
}

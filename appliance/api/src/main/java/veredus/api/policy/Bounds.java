package veredus.api.policy;

import java.time.Duration;

/**
 * The smallest and largest value of a key, both allowed: as written in the file, and as numbers (bytes of a size,
 * milliseconds of a duration).
 */
record Bounds(String minText, String maxText, double min, double max) {

    static Bounds of(Range range, ValueType type) {
        return new Bounds(range.min(), range.max(), bound(range.min(), type), bound(range.max(), type));
    }

    boolean contain(Object value) {
        double number = number(value);
        return min <= number && number <= max;
    }

    private static double bound(String text, ValueType type) {
        if (type instanceof ValueType.Maybe maybe) {
            return bound(text, maybe.inside());
        }
        if (type instanceof ValueType.ListOf list) {
            return bound(text, list.element());
        }
        if (type instanceof ValueType.Scalar scalar) {
            Object value = scalar.read().apply(RecordShape.asToml(scalar, text));
            if (value != null) {
                return number(value);
            }
        }
        throw new IllegalStateException("not a bound of its type: " + text);
    }

    private static double number(Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case ByteSize size -> size.bytes();
            case Duration duration -> duration.toMillis();
            default -> throw new IllegalStateException("no order: " + value);
        };
    }
}

package veredus.api.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Values of records as files write them, without quotes. */
public final class Written {
    private Written() {}

    /**
     * The text of what {@code record} has for {@code key}.
     *
     * @throws IllegalArgumentException when there is no such key, or it holds a secret
     */
    public static String of(Record record, String key) {
        RecordShape.Part part = RecordShape.of(record.getClass()).keys().get(key);
        if (part == null || part.secret()) {
            throw new IllegalArgumentException("nothing to show: " + key);
        }
        return of(part.valueOf(record));
    }

    /** The text of a value; empty for what is not set. Secrets are not known here: show none. */
    public static String of(Object value) {
        return switch (value) {
            case Optional<?> maybe -> maybe.map(Written::of).orElse("");
            case Duration duration -> DurationText.format(duration);
            case Enum<?> choice -> ValueType.written(choice.name());
            case List<?> list -> list.stream().map(Written::of).collect(Collectors.joining(", ", "[", "]"));
            case Rate rate -> rate.toString();
            case ByteSize size -> size.toString();
            case Cidr network -> network.toString();
            case Texts texts -> texts.toString();
            case Record table ->
                RecordShape.of(table.getClass()).keys().values().stream()
                        .filter(part -> !part.secret())
                        .map(part -> part.key() + " = " + of(part.valueOf(table)))
                        .collect(Collectors.joining(", ", "{ ", " }"));
            default -> value.toString();
        };
    }
}

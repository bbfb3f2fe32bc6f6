package veredus.engine.reception;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The times a steering header field may hold: ISO 8601 with an offset, or a Unix time in seconds or milliseconds. */
final class Schedules {
    /** From here on a number counts milliseconds; as seconds it would be the year 5138. */
    private static final long MILLIS_FROM = 100_000_000_000L;

    private static final int MAX_DIGITS = 15;

    private Schedules() {}

    static Optional<Instant> parse(String text) {
        String value = text.strip();
        if (!value.isEmpty() && value.length() <= MAX_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long number = Long.parseLong(value);
            return Optional.of(number < MILLIS_FROM ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number));
        }
        try {
            return Optional.of(OffsetDateTime.parse(value.replace(' ', 'T')).toInstant());
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}

package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;

/** How durations are written in files: {@code 250ms}, {@code 5m}, {@code 1h30m}, {@code 2d}; at most ten years. */
public final class DurationText {
    /** Longer is surely a slip. */
    public static final Duration LONGEST = Duration.ofDays(3660);

    private static final String[] UNITS = {"w", "d", "h", "m", "s", "ms"};
    private static final long[] MILLIS = {604_800_000, 86_400_000, 3_600_000, 60_000, 1000, 1};

    private DurationText() {}

    /** Reads one or more numbers, each with its unit, larger units first; {@code 0} alone needs none. */
    public static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        long millis = 0;
        int place = 0;
        int lastUnit = -1;
        while (place < text.length()) {
            int digits = place;
            while (digits < text.length() && isDigit(text.charAt(digits))) {
                digits++;
            }
            int letters = digits;
            while (letters < text.length() && !isDigit(text.charAt(letters))) {
                letters++;
            }
            int unit = unit(text.substring(digits, letters));
            int length = digits - place;
            if (length == 0 || length > 12 || unit <= lastUnit) {
                return Optional.empty();
            }
            long count = Long.parseLong(text, place, digits, 10);
            if (count > LONGEST.toMillis() / MILLIS[unit]) {
                return Optional.empty();
            }
            millis += count * MILLIS[unit];
            lastUnit = unit;
            place = letters;
        }
        return lastUnit < 0 || millis > LONGEST.toMillis() ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** The shortest form that {@link #parse} reads back, without weeks. */
    public static String format(Duration duration) {
        long rest = duration.toMillis();
        if (rest == 0) {
            return "0s";
        }
        var text = new StringBuilder();
        for (int unit = 1; unit < UNITS.length; unit++) {
            if (rest >= MILLIS[unit]) {
                text.append(rest / MILLIS[unit]).append(UNITS[unit]);
                rest %= MILLIS[unit];
            }
        }
        return text.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int unit(String name) {
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (UNITS[unit].equals(name)) {
                return unit;
            }
        }
        return -1;
    }
}

package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many events in so long a time, evenly spread; written {@code 100/15m}, {@code 20/s}, {@code 5000/h}. */
public record Rate(long count, Duration per) {
    /** The largest count that is read; more in any time is no limit. */
    public static final long MOST = 1_000_000_000;

    /**
     * Written {@code unlimited}: takes away a rate that an earlier rule has set. Rules may hold it; limits that are in
     * force never do, there an absent rate means the same.
     */
    public static final Rate UNLIMITED = new Rate(Long.MAX_VALUE, Duration.ofSeconds(1));

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,10})\\s*/\\s*(.+)");

    public Rate {
        if (count < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("a rate is a positive count in a positive time: " + count + "/" + per);
        }
    }

    public boolean isUnlimited() {
        return count == Long.MAX_VALUE;
    }

    /** Reads a count, a slash and a duration (a unit alone means one of it), or {@code unlimited}. */
    public static Optional<Rate> parse(String text) {
        if (text.equals("unlimited")) {
            return Optional.of(UNLIMITED);
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(written.group(1));
        String time = written.group(2);
        Optional<Duration> per = DurationText.parse(Character.isDigit(time.charAt(0)) ? time : "1" + time);
        return count < 1 || count > MOST || per.isEmpty() || per.get().isZero()
                ? Optional.empty()
                : Optional.of(new Rate(count, per.get()));
    }

    /** As it is written. */
    @Override
    public String toString() {
        if (isUnlimited()) {
            return "unlimited";
        }
        String time = DurationText.format(per);
        boolean one = time.startsWith("1") && time.length() > 1 && !Character.isDigit(time.charAt(1));
        return count + "/" + (one && DurationText.parse(time.substring(1)).isEmpty() ? time.substring(1) : time);
    }
}

package veredus.control.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** Numbers, times and URLs as pages show them: the same thing looks the same everywhere. */
public final class Show {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int SHORT_ID = 12;

    private Show() {}

    /** {@code 1,204,551}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 queue}, {@code 12 queues}; for nouns whose plural has an s. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code 1 delivery}, {@code 12 deliveries}. */
    public static String deliveries(long number) {
        return count(number) + (number == 1 ? " delivery" : " deliveries");
    }

    /** A rate without its unit: {@code 0}, {@code 3.4}, {@code 1,204}. */
    public static String rate(double perSecond) {
        if (perSecond > 0 && perSecond < 10) {
            return String.format(Locale.ROOT, "%.1f", perSecond);
        }
        return count(Math.round(perSecond));
    }

    /** {@code 3.4 %}; a dash where there is nothing to divide by. */
    public static String share(double part, double whole) {
        return whole <= 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * part / whole);
    }

    /** {@code 1.5 GiB}. */
    public static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** The two largest units: {@code 3 d 4 h}, {@code 12 min}, {@code 8 s}. */
    public static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds < 600 && seconds % 60 > 0 ? " " + seconds % 60 + " s" : "");
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h" + (seconds % 3600 >= 60 ? " " + seconds % 3600 / 60 + " min" : "");
        }
        return seconds / 86_400 + " d" + (seconds % 86_400 >= 3600 ? " " + seconds % 86_400 / 3600 + " h" : "");
    }

    /** How long ago, or in how long. */
    public static String relative(Instant when, Instant now) {
        Duration since = Duration.between(when, now);
        return since.isNegative() ? "in " + time(since.negated()) : time(since) + " ago";
    }

    /** {@code 2026-11-25 13:04:05 UTC}. */
    public static String utc(Instant when) {
        return UTC.format(when);
    }

    /** For machines, to the second. */
    public static String iso(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code path?name=value&…} without what is empty. */
    public static String url(String path, Map<String, String> parameters) {
        var url = new StringBuilder(path);
        char before = '?';
        for (Map.Entry<String, String> one : parameters.entrySet()) {
            if (!one.getValue().isEmpty()) {
                url.append(before)
                        .append(one.getKey())
                        .append('=')
                        .append(URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8));
                before = '&';
            }
        }
        return url.toString();
    }

    /** The page of a configuration file, at that line. */
    public static String line(String file, int line) {
        return url("/config/file", "name", file) + (line > 0 ? "&line=" + line : "");
    }

    /** The first digits of the id of a version. */
    public static String version(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    /** {@code path?name=value}. */
    public static String url(String path, String name, String value) {
        return url(path, Map.of(name, value));
    }
}

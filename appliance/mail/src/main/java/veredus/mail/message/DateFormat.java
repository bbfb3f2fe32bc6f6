package veredus.mail.message;

import java.time.Instant;
import java.time.ZoneOffset;

/** Dates as RFC 5322 3.3 wants them: {@code Tue, 24 Nov 2026 23:12:35 +0000}. */
public final class DateFormat {
    private static final String[] DAYS = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final int SECONDS_PER_DAY = 86_400;

    /** Days from 1 March of the year 0 to 1 January 1970. */
    private static final long DAYS_TO_EPOCH = 719_468;

    private static final int DAYS_PER_ERA = 146_097;

    private DateFormat() {}

    /** The date in UTC. */
    public static String rfc5322(Instant instant) {
        return rfc5322(instant, ZoneOffset.UTC);
    }

    /** The date in a zone; for years from 1 to 9999. Calculated with years that begin in March, as leap days end. */
    public static String rfc5322(Instant instant, ZoneOffset zone) {
        long local = instant.getEpochSecond() + zone.getTotalSeconds();
        long day = Math.floorDiv(local, SECONDS_PER_DAY);
        int second = Math.floorMod(local, SECONDS_PER_DAY);

        long shifted = day + DAYS_TO_EPOCH;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        int dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 2 : marchMonth - 10;
        long year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);

        var out = new StringBuilder(31);
        out.append(DAYS[Math.floorMod(day, 7)]).append(", ").append(dayOfMonth).append(' ');
        out.append(MONTHS[month]).append(' ');
        two((int) (year / 100), out);
        two((int) (year % 100), out);
        out.append(' ');
        two(second / 3_600, out);
        out.append(':');
        two(second / 60 % 60, out);
        out.append(':');
        two(second % 60, out);
        int minutes = zone.getTotalSeconds() / 60;
        out.append(minutes < 0 ? " -" : " +");
        two(Math.abs(minutes) / 60, out);
        two(Math.abs(minutes) % 60, out);
        return out.toString();
    }

    private static void two(int number, StringBuilder out) {
        out.append((char) ('0' + number / 10 % 10)).append((char) ('0' + number % 10));
    }
}

package veredus.engine.settlement;

import veredus.api.admin.SiteCounts;

/**
 * What came of recipients in each of the last {@link #MINUTES} minutes and in the one that runs, in a ring of counters.
 * Not safe for many threads: its owner guards it.
 */
final class Traffic {
    /** The longest window, in minutes. */
    static final int MINUTES = 60;

    private static final int SECONDS = 60;

    /** One for each minute of the longest window, and one for the minute that is only partly within it. */
    private static final int SLOTS = MINUTES + 1;

    private final long[] minutes = new long[SLOTS];
    private final int[] delivered = new int[SLOTS];
    private final int[] deferred = new int[SLOTS];
    private final int[] bounced = new int[SLOTS];
    private long latest = Long.MIN_VALUE;

    /** What may come of a recipient. */
    enum Kind {
        DELIVERED,
        DEFERRED,
        BOUNCED
    }

    /** Counts one at {@code second} since 1970. A clock that was set back begins its minutes anew. */
    void count(Kind kind, long second) {
        long minute = Math.floorDiv(second, SECONDS);
        int slot = Math.floorMod(minute, SLOTS);
        if (minutes[slot] != minute) {
            minutes[slot] = minute;
            delivered[slot] = 0;
            deferred[slot] = 0;
            bounced[slot] = 0;
        }
        latest = minute;
        switch (kind) {
            case DELIVERED -> delivered[slot]++;
            case DEFERRED -> deferred[slot]++;
            case BOUNCED -> bounced[slot]++;
        }
    }

    /** Whether nothing has been counted within the longest window before {@code second}. */
    boolean isOver(long second) {
        return latest < Math.floorDiv(second, SECONDS) - MINUTES;
    }

    /** What came within {@code window} minutes before {@code second}, at most {@link #MINUTES}. */
    SiteCounts counts(int window, long second) {
        long now = Math.floorDiv(second, SECONDS);
        // Of the oldest minute the window has only what the running one has not used up.
        double rest = 1 - Math.floorMod(second, SECONDS) / (double) SECONDS;
        double[] sums = new double[3];
        for (int slot = 0; slot < SLOTS; slot++) {
            long age = now - minutes[slot];
            if (age >= 0 && age <= window) {
                double share = age == window ? rest : 1;
                sums[0] += share * delivered[slot];
                sums[1] += share * deferred[slot];
                sums[2] += share * bounced[slot];
            }
        }
        return new SiteCounts(Math.round(sums[0]), Math.round(sums[1]), Math.round(sums[2]));
    }
}

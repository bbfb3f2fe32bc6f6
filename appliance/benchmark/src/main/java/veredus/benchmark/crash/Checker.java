package veredus.benchmark.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import veredus.benchmark.crash.Books.Arrival;
import veredus.benchmark.crash.Books.Seen;

/**
 * Compares what was promised with what became of it. Used once, by one thread, when nothing moves any more.
 *
 * <p>A further copy is lawful in two cases. The site cut the connection instead of answering the final dot of the copy
 * before it: then nobody can know. Or the process was killed so soon after the site's 250 that the new state could not
 * yet be durable: within {@code window} before a kill, or a moment after it, since a site still reads what a dead
 * process has sent.
 */
final class Checker {
    /** A site reads what is left in its socket; no new process can have sent anything by then. */
    private static final Duration AFTERGLOW = Duration.ofMillis(300);

    private static final int MOST_EXAMPLES = 12;

    private final Books books;
    private final Accounts accounts;
    private final Set<Long> queued;
    private final List<Long> kills;
    private final long windowNanos;
    private final List<String> examples = new ArrayList<>();
    private long acknowledged;
    private long uncertain;
    private long delivered;
    private long bounced;
    private long waiting;
    private long lost;
    private long altered;
    private long invented;
    private long duplicates;
    private long lawful;
    private long contradictory;
    private long unaccounted;
    private long withoutNotice;
    private long widestNanos;

    /**
     * @param queued keys of what still rests in the spool
     * @param kills their moments, in order
     * @param window how long before a kill a delivery may have happened and still be repeated
     */
    Checker(Books books, Accounts accounts, Set<Long> queued, List<Long> kills, Duration window) {
        this.books = books;
        this.accounts = accounts;
        this.queued = queued;
        this.kills = kills;
        this.windowNanos = window.toNanos();
    }

    /** Does it. */
    CrashReport check(int stops, int failedStarts, Duration slowestStart, Duration took) {
        invented = books.invented();
        for (Map.Entry<Long, Books.Line> line : books.lines().entrySet()) {
            check(line.getKey(), line.getValue().seen());
        }
        return new CrashReport(
                kills.size(),
                stops,
                failedStarts,
                acknowledged,
                uncertain,
                delivered,
                bounced,
                waiting,
                lost,
                altered,
                invented,
                duplicates,
                lawful,
                contradictory,
                unaccounted,
                accounts.torn(),
                withoutNotice,
                Duration.ofNanos(widestNanos),
                slowestStart,
                took,
                examples);
    }

    private void check(long key, Seen seen) {
        Accounts.Story story = accounts.of(key);
        if (seen.altered()) {
            altered++;
            example("altered", key);
        }
        repetitions(key, seen.arrivals());
        if (seen.acknowledged()) {
            acknowledged++;
            fate(key, seen, story);
        } else if (!seen.refused()) {
            uncertain++;
        } else if (!seen.arrivals().isEmpty()) {
            invented++;
            example("refused, and delivered", key);
        }
    }

    private void fate(long key, Seen seen, Accounts.Story story) {
        boolean arrived = !seen.arrivals().isEmpty();
        boolean rests = queued.contains(key);
        if (arrived) {
            delivered++;
        } else if (story.isBounced()) {
            bounced++;
        } else if (rests) {
            waiting++;
        } else {
            lost++;
            example("lost", key);
        }
        if (arrived && story.isBounced()) {
            contradictory++;
            example("delivered and bounced", key);
        }
        boolean ended = story.isDelivered() || story.isBounced();
        if (!story.isReceivedOnce() || (!rests && !ended)) {
            unaccounted++;
            example(story.isReceivedOnce() ? "no record of the end" : "not one reception record", key);
        }
        if (story.isBounced() && !rests && !books.hasNotice(key / Books.MOST_RECIPIENTS)) {
            withoutNotice++;
            example("no notice", key);
        }
    }

    private void repetitions(long key, List<Arrival> arrivals) {
        for (int i = 1; i < arrivals.size(); i++) {
            duplicates++;
            Arrival before = arrivals.get(i - 1);
            if (!before.answered() || isExcused(before.nanos())) {
                lawful++;
            } else {
                example("delivered again", key);
            }
        }
    }

    private boolean isExcused(long nanos) {
        for (long kill : kills) {
            long early = kill - nanos;
            if (early <= windowNanos && early >= -AFTERGLOW.toNanos()) {
                widestNanos = Math.max(widestNanos, early);
                return true;
            }
        }
        return false;
    }

    private void example(String what, long key) {
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(what + ": u" + key / Books.MOST_RECIPIENTS + "." + key % Books.MOST_RECIPIENTS);
        }
    }
}

package veredus.benchmark.crash;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a crash test has found. Counts are of recipients unless they say otherwise.
 *
 * @param kills SIGKILLs
 * @param stops clean stops in between
 * @param failedStarts lives that did not come to take mail
 * @param acknowledged with 250 after the final dot
 * @param uncertain whose connection broke before a reply; they may have arrived or not
 * @param delivered of the acknowledged: at least one copy arrived
 * @param bounced of the acknowledged: an accounting record says so
 * @param queued of the acknowledged: still in the spool at the end
 * @param lost of the acknowledged: none of the three
 * @param altered whose copy differs from what was sent
 * @param invented copies of what was never sent, or was refused
 * @param duplicates copies beyond the first
 * @param lawful of these, the ones that the guarantee allows
 * @param contradictory delivered to and bounced at once
 * @param unaccounted acknowledged without a reception record, or ended without a record of the end
 * @param tornRecords lines of the accounting files that are no record
 * @param withoutNotice bounced without a notice to the sender
 * @param window the longest time from a first copy to the kill that had it repeated
 * @param slowestStart of all lives, from the start of the process until it took mail
 * @param took in all
 * @param examples of what went wrong, a few
 */
public record CrashReport(
        int kills,
        int stops,
        int failedStarts,
        long acknowledged,
        long uncertain,
        long delivered,
        long bounced,
        long queued,
        long lost,
        long altered,
        long invented,
        long duplicates,
        long lawful,
        long contradictory,
        long unaccounted,
        long tornRecords,
        long withoutNotice,
        Duration window,
        Duration slowestStart,
        Duration took,
        List<String> examples) {
    public CrashReport {
        examples = List.copyOf(examples);
    }

    /** Whether the guarantee was kept in every respect. */
    public boolean isClean() {
        return failedStarts == 0
                && lost == 0
                && altered == 0
                && invented == 0
                && duplicates == lawful
                && contradictory == 0
                && unaccounted == 0
                && tornRecords == 0
                && withoutNotice == 0;
    }

    /** One line of JSON. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"kills\":%d,\"stops\":%d,\"failed_starts\":%d,\"acknowledged\":%d,\"uncertain\":%d,\"delivered\":%d,"
                        + "\"bounced\":%d,\"queued\":%d,\"lost\":%d,\"altered\":%d,\"invented\":%d,\"duplicates\":%d,"
                        + "\"duplicates_lawful\":%d,\"contradictory\":%d,\"unaccounted\":%d,\"torn_records\":%d,"
                        + "\"without_notice\":%d,\"window_ms\":%d,\"slowest_start_ms\":%d,\"seconds\":%.1f,\"clean\":%b}",
                kills,
                stops,
                failedStarts,
                acknowledged,
                uncertain,
                delivered,
                bounced,
                queued,
                lost,
                altered,
                invented,
                duplicates,
                lawful,
                contradictory,
                unaccounted,
                tornRecords,
                withoutNotice,
                window.toMillis(),
                slowestStart.toMillis(),
                took.toNanos() / 1e9,
                isClean());
    }
}

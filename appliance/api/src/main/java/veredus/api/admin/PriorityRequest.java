package veredus.api.admin;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Queued mail that is to be more or less urgent: {@code POST /v1/queues/priority}.
 *
 * @param to 0 (first) to 9 (last), as headers and rules set it
 * @param dryRun only count what it would concern
 * @param expected does nothing when the deliveries are not so many
 * @param reason must be given unless it is a dry run
 */
public record PriorityRequest(
        QueueFilter filter, Optional<Integer> to, boolean dryRun, Optional<Long> expected, Optional<String> reason) {
    public static final int FIRST = 0;
    public static final int LAST = 9;

    private static final int HIGH = 2;
    private static final int NORMAL = 5;
    private static final int LOW = 8;

    /** Whether there is such a priority. */
    public static boolean isOne(int priority) {
        return priority >= FIRST && priority <= LAST;
    }

    /** A digit, or {@code high}, {@code normal} or {@code low}; empty for anything else. */
    public static OptionalInt parse(String word) {
        return switch (word) {
            case "high" -> OptionalInt.of(HIGH);
            case "normal" -> OptionalInt.of(NORMAL);
            case "low" -> OptionalInt.of(LOW);
            default -> word.matches("[0-9]") ? OptionalInt.of(word.charAt(0) - '0') : OptionalInt.empty();
        };
    }
}

package veredus.api.policy;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody may have meant to write. */
public final class Spelling {
    private Spelling() {}

    /** The candidate that is the fewest slips of the pen away, if they are few for its length. */
    public static Optional<String> nearest(String written, Collection<String> candidates) {
        Optional<String> best = Optional.empty();
        int fewest = Math.max(2, written.length() / 3) + 1;
        for (String candidate : candidates) {
            int slips = slips(written, candidate);
            if (slips < fewest) {
                fewest = slips;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    /** Whether {@code written} is one or two slips away from a candidate, or only its case differs. */
    static boolean isNear(String written, Collection<String> candidates) {
        return candidates.stream().anyMatch(candidate -> slips(written, candidate) <= 2);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    private static int slips(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int same = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + same);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}

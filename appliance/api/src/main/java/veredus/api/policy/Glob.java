package veredus.api.policy;

import java.util.List;
import java.util.Locale;

/**
 * A pattern in which {@code *} stands for any characters, also none; case does not matter. It is matched piece by piece
 * from the left without going back, and only the first {@link #MOST_COMPARED} characters of a text are looked at.
 * Immutable.
 *
 * @param pieces what stands between the stars, in lower case
 */
record Glob(List<String> pieces) {
    /** Characters of a text that are compared. */
    static final int MOST_COMPARED = 1000;

    static Glob of(String pattern) {
        return new Glob(List.of(pattern.toLowerCase(Locale.ROOT).split("\\*", -1)));
    }

    boolean isExact() {
        return pieces.size() == 1;
    }

    boolean matches(String text) {
        String lower = normal(text);
        String first = pieces.getFirst();
        if (isExact()) {
            return lower.equals(first);
        }
        String last = pieces.getLast();
        int end = lower.length() - last.length();
        if (!lower.startsWith(first) || !lower.endsWith(last) || end < first.length()) {
            return false;
        }
        int at = first.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = lower.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    /** Whether everything that {@code other} matches is matched, as far as that is plain to see. */
    boolean covers(Glob other) {
        return equals(other)
                || pieces.stream().allMatch(String::isEmpty) && !isExact()
                || other.isExact() && matches(other.pieces.getFirst());
    }

    /** What is compared of a text. */
    static String normal(String text) {
        return (text.length() <= MOST_COMPARED ? text : text.substring(0, MOST_COMPARED)).toLowerCase(Locale.ROOT);
    }
}

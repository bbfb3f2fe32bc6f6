package veredus.api.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers what is wrong with a configuration, up to a bound. Used by one thread. */
final class Problems {
    /** Nobody reads more at once. */
    static final int MOST = 1000;

    private static final int LONGEST_TEXT = 60;

    private final List<PolicyProblem> found = new ArrayList<>();
    private final Set<PolicyProblem> seen = new HashSet<>();
    private final Map<Origin, String> written = new HashMap<>();
    private int errors;

    /** Notes that the value at {@code origin} is written with macros: problems with it then show both. */
    void written(Origin origin, String text) {
        written.put(origin, text);
    }

    private String whole(Origin origin, String message) {
        String text = written.get(origin);
        return text == null ? message : message + " (written " + quoted(text) + ")";
    }

    void error(Origin origin, String message, String remedy) {
        if (add(new PolicyProblem(origin, PolicyProblem.Severity.ERROR, whole(origin, message), remedy))) {
            errors++;
        }
    }

    void warning(Origin origin, String message, String remedy) {
        add(new PolicyProblem(origin, PolicyProblem.Severity.WARNING, whole(origin, message), remedy));
    }

    int errors() {
        return errors;
    }

    /** Errors and warnings. */
    int count() {
        return found.size();
    }

    /** All of them, by file, line and column. */
    List<PolicyProblem> sorted() {
        var sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing((PolicyProblem p) -> p.origin().file())
                .thenComparingInt(p -> p.origin().line())
                .thenComparingInt(p -> p.origin().column()));
        return sorted;
    }

    /** Says whether it is news: a rule for a list of domains is many rules, which all have the same problem. */
    private boolean add(PolicyProblem problem) {
        if (!seen.contains(problem) && found.size() < MOST) {
            found.add(problem);
            return seen.add(problem);
        }
        return found.size() == MOST;
    }

    /** Text of a file as messages show it: quoted, cut, without control characters. */
    static String quoted(String text) {
        String shown = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text;
        return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}

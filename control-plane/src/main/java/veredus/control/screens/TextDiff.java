package veredus.control.screens;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What differs between two configurations, line by line, as pages show it. */
public final class TextDiff {
    /** Files of more lines are not compared line by line. */
    static final int MOST_LINES = 20_000;

    /** So many lines of one file are shown. */
    static final int MOST_SHOWN = 2_000;

    private static final int CONTEXT = 3;

    private TextDiff() {}

    /** What became of a line. */
    public enum Kind {
        SAME(" "),
        ADDED("+"),
        REMOVED("−"),
        /** Lines are left out here. */
        GAP("⋯");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    /**
     * One line.
     *
     * @param before its number before; 0 where it was not there
     * @param after its number after; 0 where it is gone
     */
    public record Line(Kind kind, int before, int after, String text) {}

    /**
     * One file that differs.
     *
     * @param what {@code added}, {@code removed} or {@code changed}
     * @param lines with some around them; empty where there is too much to compare
     * @param complete whether all of it is shown
     */
    public record OfFile(String name, String what, int added, int removed, List<Line> lines, boolean complete) {
        public OfFile {
            lines = List.copyOf(lines);
        }
    }

    /** The files that differ, by name. */
    public static List<OfFile> between(Map<String, String> before, Map<String, String> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> ofFile(name, before.getOrDefault(name, ""), after.getOrDefault(name, ""), before, after))
                .toList();
    }

    private static OfFile ofFile(
            String name, String old, String now, Map<String, String> before, Map<String, String> after) {
        String what = !before.containsKey(name) ? "added" : !after.containsKey(name) ? "removed" : "changed";
        List<String> from = lines(old);
        List<String> to = lines(now);
        if (from.size() + to.size() > MOST_LINES) {
            return new OfFile(name, what, to.size(), from.size(), List.of(), false);
        }
        List<Line> all = lines(from, to);
        int added = count(all, Kind.ADDED);
        int removed = count(all, Kind.REMOVED);
        List<Line> shown = around(all);
        boolean complete = shown.size() <= MOST_SHOWN;
        return new OfFile(
                name, what, added, removed, shown.stream().limit(MOST_SHOWN).toList(), complete);
    }

    private static int count(List<Line> lines, Kind kind) {
        return (int) lines.stream().filter(line -> line.kind() == kind).count();
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    /** All lines of both, in order; of lines that were replaced first those that are gone. */
    static List<Line> lines(List<String> from, List<String> to) {
        var all = new ArrayList<Line>();
        var come = new ArrayList<Line>();
        int before = 0;
        int after = 0;
        List<AbstractDelta<String>> deltas =
                DiffUtils.diff(from, to, new MyersDiffWithLinearSpace<String>()).getDeltas();
        for (AbstractDelta<String> delta : deltas) {
            while (before < delta.getSource().getPosition()) {
                moveAll(come, all);
                all.add(new Line(Kind.SAME, before + 1, after + 1, from.get(before)));
                before++;
                after++;
            }
            for (String gone : delta.getSource().getLines()) {
                all.add(new Line(Kind.REMOVED, ++before, 0, gone));
            }
            for (String added : delta.getTarget().getLines()) {
                come.add(new Line(Kind.ADDED, 0, ++after, added));
            }
        }
        moveAll(come, all);
        while (before < from.size()) {
            all.add(new Line(Kind.SAME, before + 1, after + 1, from.get(before)));
            before++;
            after++;
        }
        return all;
    }

    private static void moveAll(List<Line> from, List<Line> to) {
        to.addAll(from);
        from.clear();
    }

    /** Those that differ with a few around them, and gaps between. */
    private static List<Line> around(List<Line> all) {
        var near = new boolean[all.size()];
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).kind() != Kind.SAME) {
                for (int j = Math.max(0, i - CONTEXT); j <= Math.min(all.size() - 1, i + CONTEXT); j++) {
                    near[j] = true;
                }
            }
        }
        var shown = new ArrayList<Line>();
        for (int i = 0; i < all.size(); i++) {
            if (near[i]) {
                shown.add(all.get(i));
            } else if (i == 0 || near[i - 1]) {
                shown.add(new Line(Kind.GAP, 0, 0, ""));
            }
        }
        return shown;
    }
}

package veredus.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import veredus.cli.Look.Hue;
import veredus.cli.Look.Painted;

/**
 * Rows of words under headings. In columns as wide as they need, in which numbers stand on the right; or, where nobody
 * looks, with tabs between them.
 */
final class Table {
    private static final String GAP = "  ";
    private static final String TAB = "\t";

    private final List<List<Painted>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(Arrays.stream(headings)
                .map(heading -> new Painted(printable(heading), Hue.TITLE))
                .toList());
    }

    /** @param cells as many as there are headings; a {@link Painted} has its hue */
    void add(Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
    }

    private static Painted cell(Object cell) {
        return cell instanceof Painted(String text, Hue hue)
                ? new Painted(printable(text), hue)
                : new Painted(printable(String.valueOf(cell)), Hue.NONE);
    }

    /** What peers and senders wrote must not steer the terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** The rows as {@code look} has them, without an end of line behind the last. */
    String in(Look look) {
        return rows.stream()
                .map(row -> look.columns() ? inColumns(row, look) : parted(row, look))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String parted(List<Painted> row, Look look) {
        return row.stream().map(cell -> look.paint(cell.text(), cell.hue())).collect(Collectors.joining(TAB));
    }

    private String inColumns(List<Painted> row, Look look) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            Painted cell = row.get(column);
            String shown = look.paint(cell.text(), cell.hue());
            String space = " ".repeat(width(column) - cell.text().length());
            line.append(column == 0 ? "" : GAP).append(isNumeric(column) ? space + shown : shown + space);
        }
        return line.toString().stripTrailing();
    }

    /** In columns, without colours. */
    @Override
    public String toString() {
        return in(new Look(true, false));
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).text().length())
                .max()
                .orElse(0);
    }

    private boolean isNumeric(int column) {
        return rows.size() > 1
                && rows.stream().skip(1).allMatch(row -> row.get(column).text().matches("-?[0-9]+"));
    }
}

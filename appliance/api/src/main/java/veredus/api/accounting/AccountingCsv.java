package veredus.api.accounting;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Accounting records as PowerMTA writes them: CSV (RFC 4180) with CRLF and a header line, columns in the order that its
 * consumers know, times as {@code 2026-11-24 10:11:12+0000}, {@code dsnStatus} with its meaning in brackets,
 * {@code dsnDiag} with {@code smtp;}. The columns are those of all kinds of record in the file; what a record does not
 * have is empty.
 *
 * <p>We depart from PowerMTA in one thing: text that strangers choose and that a spreadsheet would take for a formula
 * (it begins with {@code = + - @}, tab or CR) gets an apostrophe in front.
 *
 * <p>Immutable; for any number of threads, each with a buffer of its own.
 */
public final class AccountingCsv {
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UTC = "+0000".getBytes(StandardCharsets.US_ASCII);

    private final List<Field> columns;
    private final List<String> headers;
    private final List<String> captured;
    private final Map<String, boolean[]> filled = new HashMap<>();

    /**
     * A file of certain kinds of record.
     *
     * @param kinds letters as in {@link AccountingRecord#type()}
     * @param headers captured header fields that get a column, in any case
     */
    public AccountingCsv(List<String> kinds, List<String> headers) {
        this.columns = Field.COMMON.stream()
                .filter(field -> kinds.stream().anyMatch(field::isIn))
                .toList();
        this.headers = List.copyOf(headers);
        this.captured =
                headers.stream().map(header -> header.toLowerCase(Locale.ROOT)).toList();
        for (String kind : kinds) {
            boolean[] has = new boolean[columns.size()];
            for (int i = 0; i < has.length; i++) {
                has[i] = columns.get(i).isIn(kind);
            }
            filled.put(kind, has);
        }
    }

    /** Appends the line of column names. */
    public void writeHeader(LineBuffer out) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(columns.get(i).name());
        }
        for (String header : headers) {
            out.append(',');
            cell("header_" + header, false, out);
        }
        out.append(CRLF);
    }

    /**
     * Appends the line of one record.
     *
     * @throws IllegalArgumentException when its kind is not among those of the file
     */
    public void write(AccountingRecord record, LineBuffer out) {
        Event event = Event.of(record);
        boolean[] has = filled.get(record.type());
        if (has == null) {
            throw new IllegalArgumentException("no records of this kind here: " + record.type());
        }
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            Field column = columns.get(i);
            if (has[i]) {
                value(column, event, out);
            }
        }
        for (String header : captured) {
            out.append(',');
            String value = event.message().headers().get(header);
            if (value != null) {
                cell(value, true, out);
            }
        }
        out.append(CRLF);
    }

    private static void value(Field column, Event event, LineBuffer out) {
        switch (column.value()) {
            case Field.Text text -> cell(text.csv().apply(event), text.foreign(), out);
            case Field.Time time -> {
                Instant value = time.of().apply(event);
                if (!value.equals(Instant.EPOCH)) {
                    out.appendTime(value, ' ');
                    out.append(UTC);
                }
            }
            case Field.Count number -> out.append(number.of().applyAsLong(event));
            case Field.Extensions unused ->
                cell(String.join(",", event.attempt().extensions()), true, out);
        }
    }

    private static void cell(String text, boolean foreign, LineBuffer out) {
        boolean formula = foreign && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        if (!formula && out.appendPlain(text)) {
            return;
        }
        out.need(text.length() * 3 + 3);
        out.put('"');
        if (formula) {
            out.put('\'');
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += out.wide(text, i);
                continue;
            }
            if (c == '"') {
                out.put('"');
            }
            // Consumers read line by line: a line end inside a cell becomes a blank.
            out.put(c == '\r' || c == '\n' || c == 0 ? ' ' : c);
        }
        out.put('"');
    }
}

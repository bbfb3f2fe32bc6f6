package veredus.api.accounting;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Accounting records as JSON Lines: one object per record, PowerMTA's field names, times in ISO 8601 with milliseconds
 * in UTC, captured header fields as {@code header_NAME}. A field that is empty is left out. {@code dsnStatus} is the
 * bare enhanced code and {@code dsnDiag} the bare text; the CSV form decorates them as PowerMTA does.
 *
 * <p>For any number of threads, each with a buffer of its own.
 */
public final class AccountingJson {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<Named> RECEIVED = named("r");
    private static final List<Named> DELIVERED = named("d");
    private static final List<Named> BOUNCED = named("b");
    private static final List<Named> TRANSIENT = named("t");
    private static final List<Named> QUEUE = named("tq");

    private AccountingJson() {}

    /** A field with its name as it stands in the object. */
    private static final class Named {
        private final byte[] name;
        private final Field.Value value;

        private Named(Field field) {
            // The comma of the first one is overwritten by the brace.
            name = (",\"" + field.name() + "\":").getBytes(StandardCharsets.US_ASCII);
            value = field.value();
        }
    }

    /** Appends one record, with a line feed. */
    public static void write(AccountingRecord record, LineBuffer out) {
        Event event = Event.of(record);
        int start = out.length();
        for (Named field : fields(record)) {
            switch (field.value) {
                case Field.Text text -> {
                    String value = text.of().apply(event);
                    if (!value.isEmpty()) {
                        out.append(field.name);
                        quoted(value, out);
                    }
                }
                case Field.Time time -> {
                    Instant value = time.of().apply(event);
                    if (!value.equals(Instant.EPOCH)) {
                        out.append(field.name);
                        out.append('"');
                        out.appendIso(value);
                        out.append('"');
                    }
                }
                case Field.Count number -> {
                    out.append(field.name);
                    out.append(number.of().applyAsLong(event));
                }
                case Field.Extensions unused -> extensions(field, event, out);
            }
        }
        captured(event.message().headers(), out);
        out.bytes()[start] = '{';
        out.append(END);
    }

    private static List<Named> fields(AccountingRecord record) {
        return switch (record) {
            case AccountingRecord.Received unused -> RECEIVED;
            case AccountingRecord.Delivered unused -> DELIVERED;
            case AccountingRecord.Bounced unused -> BOUNCED;
            case AccountingRecord.TransientFailure unused -> TRANSIENT;
            case AccountingRecord.QueueFailure unused -> QUEUE;
        };
    }

    private static void extensions(Named field, Event event, LineBuffer out) {
        List<String> extensions = event.attempt().extensions();
        if (extensions.isEmpty()) {
            return;
        }
        out.append(field.name);
        out.append('[');
        for (int i = 0; i < extensions.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            quoted(extensions.get(i), out);
        }
        out.append(']');
    }

    private static void captured(Map<String, String> headers, LineBuffer out) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            out.append(',');
            quoted("header_" + header.getKey(), out);
            out.append(':');
            quoted(header.getValue(), out);
        }
    }

    /** RFC 8259 section 7. */
    private static void quoted(String text, LineBuffer out) {
        out.need(text.length() * 6 + 2);
        out.put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += out.wide(text, i);
            } else if (c == '"' || c == '\\') {
                out.put('\\');
                out.put(c);
            } else if (c >= 0x20 && c != 0x7F) {
                out.put(c);
            } else {
                control(c, out);
            }
        }
        out.put('"');
    }

    private static void control(char c, LineBuffer out) {
        out.put('\\');
        switch (c) {
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> {
                out.put('u');
                out.put('0');
                out.put('0');
                out.put((char) HEX[c >> 4]);
                out.put((char) HEX[c & 15]);
            }
        }
    }

    private static List<Named> named(String kind) {
        var fields = new ArrayList<Field>(Field.of(kind, Field.COMMON));
        fields.addAll(Field.of(kind, Field.FURTHER));
        return fields.stream().map(Named::new).toList();
    }
}

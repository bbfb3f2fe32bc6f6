package veredus.api.accounting;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One line for people and their grep: the time, then {@code key=value} pairs (logfmt) in an order that reads well.
 *
 * <pre>
 * 2026-11-24T10:11:12.345Z event=delivered id=01K... to=a@example.net from=news@example.org tenant=acme ...
 * </pre>
 *
 * <p>Values with blanks, quotes, {@code =} or control characters stand in double quotes with backslash escapes.
 */
public final class MailLogLine {
    private MailLogLine() {}

    /** Appends the line of one record, with a line feed. */
    public static void write(AccountingRecord record, LineBuffer out) {
        Event event = Event.of(record);
        AccountingRecord.MessageFacts message = event.message();
        AccountingRecord.AttemptFacts attempt = event.attempt();
        boolean tried = !(record instanceof AccountingRecord.Received);
        boolean ofMessage = !(record instanceof AccountingRecord.QueueFailure);
        out.appendIso(record.logged());
        pair("event", event.word(), out);
        pair("id", message.messageId(), out);
        if (ofMessage) {
            pair("to", event.recipient(), out);
            required("from", message.sender(), out);
        }
        pair("tenant", message.tenant(), out);
        pair("campaign", message.campaign(), out);
        pair("queue", attempt.queue(), out);
        pair("vmta", attempt.vmta(), out);
        pair("site", attempt.site(), out);
        pair("mx", attempt.destinationHost(), out);
        pair("ip", attempt.destinationAddress(), out);
        pair("source", attempt.sourceAddress(), out);
        pair("tls", attempt.tlsProtocol(), out);
        if (tried) {
            number("attempt", attempt.attempt(), out);
        }
        if (ofMessage && tried) {
            Duration delay = Duration.between(message.queued(), record.logged());
            pair("delay", seconds(delay), out);
        }
        if (ofMessage && !tried) {
            number("size", message.sizeBytes(), out);
            pair("client", message.sourceHost(), out);
            pair("user", message.user(), out);
            pair("listener", message.listener(), out);
        }
        pair("status", event.status(), out);
        pair("category", event.category(), out);
        pair("reply", event.diagnostic(), out);
        if (record instanceof AccountingRecord.TransientFailure failure) {
            out.append(" next=".getBytes(StandardCharsets.US_ASCII));
            out.appendIso(failure.due());
        }
        out.append('\n');
    }

    private static String seconds(Duration delay) {
        long millis = Math.max(0, delay.toMillis());
        return millis / 1000 + "." + millis % 1000 / 100;
    }

    private static void pair(String key, String value, LineBuffer out) {
        if (!value.isEmpty()) {
            required(key, value, out);
        }
    }

    private static void number(String key, long value, LineBuffer out) {
        out.append(' ');
        out.append(key);
        out.append('=');
        out.append(value);
    }

    private static void required(String key, String value, LineBuffer out) {
        out.append(' ');
        out.append(key);
        out.append('=');
        if (isBare(value)) {
            out.append(value);
            return;
        }
        out.need(value.length() * 3 + 2);
        out.put('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                i += out.wide(value, i);
            } else if (c == '\n' || c == '\r') {
                out.put('\\');
                out.put(c == '\n' ? 'n' : 'r');
            } else if (c == '"' || c == '\\') {
                out.put('\\');
                out.put(c);
            } else {
                out.put(c < ' ' || c == 0x7F ? '?' : c);
            }
        }
        out.put('"');
    }

    private static boolean isBare(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7F) {
                return false;
            }
        }
        return !value.isEmpty();
    }
}

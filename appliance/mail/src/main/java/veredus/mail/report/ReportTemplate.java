package veredus.mail.report;

import java.util.Map;

/**
 * The words of a report for its human reader. Placeholders stand in double braces; {@link DeliveryReport} fills:
 *
 * <ul>
 *   <li>{@code {{reporting-mta}}} our host name
 *   <li>{@code {{sender}}} who gets the report
 *   <li>{@code {{recipients}}} one paragraph for each recipient: the address and what was said
 *   <li>{@code {{arrived}}} when the message was taken in
 *   <li>{@code {{retry-until}}} until when it will be tried
 * </ul>
 *
 * A placeholder that is unknown stays as it is, so that the mistake is seen.
 *
 * @param subject one line
 * @param text any line ends
 */
public record ReportTemplate(String subject, String text) {

    /** What is said when the operator has written no words of his own. */
    public static final ReportTemplate FAILURE = new ReportTemplate("Undelivered mail", """
            Your message could not be delivered to the recipients below.
            {{reporting-mta}} took it in on {{arrived}} and has given up.

            {{recipients}}
            The technical details and your message are attached.
            """);

    /** What is said about a delay. */
    public static final ReportTemplate DELAY = new ReportTemplate("Delayed mail, still trying", """
            Your message has not yet been delivered to the recipients below.
            You need not send it again: {{reporting-mta}} goes on trying until
            {{retry-until}}.

            {{recipients}}
            """);

    /** What is said about a success that was asked for. */
    public static final ReportTemplate SUCCESS = new ReportTemplate("Mail delivered", """
            You asked to be told: your message was handed on for the recipients below.

            {{recipients}}
            """);

    /** The text with the placeholders filled; what is filled in is not looked at again. */
    String fill(Map<String, String> values) {
        var out = new StringBuilder(text.length() * 2);
        int at = 0;
        while (true) {
            int open = text.indexOf("{{", at);
            int close = open < 0 ? -1 : text.indexOf("}}", open);
            if (close < 0) {
                return out.append(text, at, text.length()).toString();
            }
            String value = values.get(text.substring(open + 2, close).strip());
            out.append(text, at, open).append(value == null ? text.substring(open, close + 2) : value);
            at = close + 2;
        }
    }
}

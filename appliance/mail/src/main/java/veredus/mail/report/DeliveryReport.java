package veredus.mail.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.message.DateFormat;
import veredus.mail.message.EightBit;
import veredus.mail.message.EncodedWords;
import veredus.mail.message.HeaderScanner;
import veredus.mail.message.TransferEncoding;
import veredus.mail.smtp.MailParameters.Ret;
import veredus.mail.smtp.PeerText;
import veredus.mail.smtp.Reply;
import veredus.mail.smtp.UnicodeXtext;

/**
 * A delivery status notification (RFC 3461 6, RFC 3462, RFC 3464, RFC 6533): three parts, for the human, for the
 * machine, and the message it is about. Pure: date, ids and boundary come from the caller. The envelope of a report
 * is for the caller to make: from the null path, to {@link #to}.
 *
 * @param to the sender of the message; never the null path, a bounce has no bounce
 * @param from who signs the report, as {@code MAILER-DAEMON@host}
 * @param fromName the name before that address; empty gives the address alone
 * @param reportingMta our host name
 * @param envelopeId ENVID of the message
 * @param arrived when it was taken in
 * @param recipients at least one
 * @param ret how much of it goes back; the caller gives HDRS for delays and successes (RFC 3461 4.3)
 * @param maxOriginalBytes a longer message goes back as its header only
 * @param smtpUtf8 whether the report may hold UTF-8 in headers, as when the message was sent with SMTPUTF8; otherwise
 *     addresses beyond ASCII are written in the ASCII form of RFC 6533 3
 * @param messageId of the report, with angle brackets
 * @param date of the report
 * @param boundary 1 to 70 characters, not found in the message
 */
public record DeliveryReport(
        Mailbox to,
        Mailbox from,
        String fromName,
        Domain reportingMta,
        Optional<String> envelopeId,
        Optional<Instant> arrived,
        List<ReportedRecipient> recipients,
        Ret ret,
        int maxOriginalBytes,
        boolean smtpUtf8,
        String messageId,
        Instant date,
        String boundary) {

    /** Characters of a remote text that go into a report. */
    private static final int MAX_DIAGNOSTIC = 1_000;

    /** A word that would make a line longer than 998 octets of UTF-8 sooner or later; it is cut by a space. */
    private static final Pattern LONG_WORD = Pattern.compile("[^ ]{200}");

    /** Words that need no quotes (RFC 5322 3.2.3). */
    private static final Pattern ATOMS = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+");

    /** RFC 5322 2.1.1. */
    private static final int FOLD_AT = 78;

    public DeliveryReport {
        if (recipients.isEmpty() || boundary.isEmpty() || boundary.length() > 70) {
            throw new IllegalArgumentException("a report needs recipients and a boundary: " + messageId);
        }
        recipients = List.copyOf(recipients);
    }

    /**
     * The whole report with canonical line ends.
     *
     * @param original the bytes of the message, or at least of its header
     */
    public byte[] toBytes(ReportTemplate template, byte[] original) {
        boolean global = smtpUtf8
                && (to.isInternationalized() || recipients.stream().anyMatch(ReportedRecipient::isInternationalized));
        boolean whole = ret == Ret.FULL && original.length <= maxOriginalBytes;
        byte[] returned = whole ? original : headerOf(original);
        boolean eightBit = EightBit.isPresent(returned, 0, returned.length);
        var out = new Lines();
        header(out, template, global, eightBit);
        humanPart(out, template);
        machinePart(out, global);
        originalPart(out, originalType(whole, global), returned, eightBit);
        out.line("--" + boundary + "--");
        return out.toBytes();
    }

    private void header(Lines out, ReportTemplate template, boolean global, boolean eightBit) {
        out.line("From: " + displayName() + "<" + from + ">");
        out.line(smtpUtf8 || !to.isInternationalized() ? "To: <" + to + ">" : "To: undisclosed-recipients:;");
        out.line("Subject: " + EncodedWords.encode(PeerText.clean(template.subject())));
        out.line("Date: " + DateFormat.rfc5322(date));
        out.line("Message-ID: " + messageId);
        out.line("Auto-Submitted: auto-replied");
        out.line("MIME-Version: 1.0");
        out.line("Content-Type: multipart/report; report-type=delivery-status;");
        out.line("\tboundary=\"" + boundary + "\"");
        if (global || eightBit) {
            out.line("Content-Transfer-Encoding: 8bit");
        }
        out.line("");
        out.line("This is a report in MIME format.");
        out.line("");
    }

    /** RFC 5322 3.4: a phrase of atoms, a quoted string, or encoded words (RFC 2047 5). */
    private String displayName() {
        String name = PeerText.clean(fromName).strip();
        if (name.isEmpty()) {
            return "";
        }
        String encoded = EncodedWords.encode(name);
        if (!encoded.equals(name) || ATOMS.matcher(name).matches()) {
            return encoded + " ";
        }
        return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" ";
    }

    private void humanPart(Lines out, ReportTemplate template) {
        out.line("--" + boundary);
        out.line("Content-Type: text/plain; charset=utf-8");
        out.line("Content-Transfer-Encoding: quoted-printable");
        out.line("");
        out.text(template.fill(values()));
        out.line("");
    }

    private Map<String, String> values() {
        var values = new TreeMap<String, String>();
        values.put("reporting-mta", reportingMta.name());
        values.put("sender", to.toString());
        values.put("arrived", arrived.map(DateFormat::rfc5322).orElse("an unknown date"));
        values.put(
                "retry-until",
                recipients.stream()
                        .flatMap(recipient -> recipient.willRetryUntil().stream())
                        .max(Instant::compareTo)
                        .map(DateFormat::rfc5322)
                        .orElse("it gives up"));
        var paragraphs = new StringBuilder();
        for (ReportedRecipient recipient : recipients) {
            paragraphs.append('<').append(recipient.finalRecipient()).append(">: ");
            recipient
                    .remoteMta()
                    .ifPresent(host -> paragraphs
                            .append("host ")
                            .append(PeerText.clean(host))
                            .append(" said: "));
            paragraphs
                    .append(diagnosticText(recipient).orElse(recipient.status().toString()))
                    .append("\n\n");
        }
        values.put("recipients", paragraphs.toString());
        return values;
    }

    private void machinePart(Lines out, boolean global) {
        out.line("--" + boundary);
        out.line("Content-Type: message/" + (global ? "global-delivery-status" : "delivery-status"));
        if (global) {
            out.line("Content-Transfer-Encoding: 8bit");
        }
        out.line("");
        envelopeId.ifPresent(id -> out.field("Original-Envelope-Id", PeerText.clean(id)));
        out.field("Reporting-MTA", "dns; " + reportingMta);
        arrived.ifPresent(at -> out.field("Arrival-Date", DateFormat.rfc5322(at)));
        for (ReportedRecipient recipient : recipients) {
            out.line("");
            recipientFields(out, recipient, global);
        }
        out.line("");
    }

    private static void recipientFields(Lines out, ReportedRecipient recipient, boolean global) {
        recipient
                .originalRecipient()
                .ifPresent(original -> out.field(
                        "Original-Recipient",
                        original.type() + ";"
                                + (global ? original.address() : address(original.type(), original.address()))));
        String address = recipient.finalRecipient().toString();
        String type = recipient.finalRecipient().isInternationalized() ? "utf-8" : "rfc822";
        out.field("Final-Recipient", type + "; " + (global ? address : address(type, address)));
        out.field("Action", recipient.action().word());
        out.field("Status", recipient.status().toString());
        recipient.remoteMta().ifPresent(host -> out.field("Remote-MTA", "dns; " + ascii(PeerText.clean(host))));
        diagnosticText(recipient)
                .ifPresent(text -> out.field("Diagnostic-Code", "smtp; " + (global ? text : ascii(text))));
        recipient.lastAttempt().ifPresent(at -> out.field("Last-Attempt-Date", DateFormat.rfc5322(at)));
        recipient.willRetryUntil().ifPresent(at -> out.field("Will-Retry-Until", DateFormat.rfc5322(at)));
    }

    private static String address(String type, String address) {
        return type.equals("utf-8") ? UnicodeXtext.encode(address) : ascii(address);
    }

    private static Optional<String> diagnosticText(ReportedRecipient recipient) {
        return recipient
                .diagnostic()
                .map(Reply::toString)
                .map(PeerText::clean)
                .map(text -> PeerText.truncate(text, MAX_DIAGNOSTIC));
    }

    private static String ascii(String text) {
        return text.codePoints()
                .map(c -> c > 0x7E ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] headerOf(byte[] original) {
        return switch (HeaderScanner.scan(original, 0, original.length)) {
            case HeaderScanner.Result.Scanned(var headers) -> headers.without(Set.of());
            case HeaderScanner.Result.TooManyFields many -> new byte[0];
            case HeaderScanner.Result.TooLarge large -> new byte[0];
        };
    }

    private static String originalType(boolean whole, boolean global) {
        if (global) {
            return whole ? "message/global" : "message/global-headers";
        }
        return whole ? "message/rfc822" : "text/rfc822-headers";
    }

    private void originalPart(Lines out, String type, byte[] returned, boolean eightBit) {
        out.line("--" + boundary);
        out.line("Content-Type: " + type);
        if (eightBit) {
            out.line("Content-Transfer-Encoding: 8bit");
        }
        out.line("");
        out.bytes(returned);
        out.line("");
    }

    /** Lines of mail under construction. */
    private static final class Lines {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);

        void line(String text) {
            bytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        void bytes(byte[] bytes) {
            out.write(bytes, 0, bytes.length);
        }

        /** One field, folded at spaces so that its lines stay short (RFC 5322 2.2.3). */
        void field(String name, String value) {
            var line = new StringBuilder(name).append(':');
            for (String word :
                    LONG_WORD.matcher(value.strip()).replaceAll("$0 ").split(" +", -1)) {
                if (line.length() + 1 + word.length() > FOLD_AT && line.length() > name.length() + 1) {
                    line(line.toString());
                    line.setLength(0);
                }
                line.append(' ').append(word);
            }
            line(line.toString());
        }

        void text(String text) {
            bytes(TransferEncoding.quotedPrintable(text));
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}

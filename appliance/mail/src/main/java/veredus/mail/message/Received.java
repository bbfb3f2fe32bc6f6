package veredus.mail.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;

/**
 * The trace header that a host adds to what it takes in (RFC 5321 4.4).
 *
 * @param helo what the client called itself; characters that could break the header are replaced
 * @param clientName the verified name of the client's address
 * @param clientIp the address in text, without brackets
 * @param by our host name
 * @param protocol the word after "with"
 * @param id our id of the message: letters, digits and signs without space
 * @param forRecipient the recipient; only to be given when there is one alone, so that no blind copy is betrayed, and
 *     one beyond ASCII only in a message that needs SMTPUTF8 anyway
 * @param tls a comment on the encryption, as {@code TLSv1.3 TLS_AES_256_GCM_SHA384}
 * @param date when the message was taken in
 */
public record Received(
        String helo,
        Optional<String> clientName,
        String clientIp,
        Domain by,
        Protocol protocol,
        String id,
        Optional<Mailbox> forRecipient,
        Optional<String> tls,
        Instant date) {

    private static final int MAX_WORD = 255;

    /** The registered words of RFC 3848 and RFC 6531 4.3, and HTTP. */
    public enum Protocol {
        SMTP,
        ESMTP,
        ESMTPS,
        ESMTPA,
        ESMTPSA,
        UTF8SMTP,
        UTF8SMTPS,
        UTF8SMTPA,
        UTF8SMTPSA,
        HTTP,
        HTTPS;

        /** The word for an SMTP session. */
        public static Protocol of(boolean extended, boolean tls, boolean authenticated, boolean utf8) {
            if (!extended) {
                return SMTP;
            }
            String suffix = (tls ? "S" : "") + (authenticated ? "A" : "");
            return valueOf((utf8 ? "UTF8SMTP" : "ESMTP") + suffix);
        }
    }

    /** The whole field with its CRLF, folded, in UTF-8 (ASCII unless the recipient is not). */
    public byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The whole field with its CRLF. */
    @Override
    public String toString() {
        var out = new StringBuilder(256);
        out.append("Received: from ").append(word(helo)).append(" (");
        clientName.ifPresent(name -> out.append(word(name)).append(' '));
        out.append('[')
                .append(clientIp.indexOf(':') >= 0 ? "IPv6:" : "")
                .append(word(clientIp))
                .append("])\r\n");
        tls.ifPresent(text -> out.append("\t(using ").append(comment(text)).append(")\r\n"));
        out.append("\tby ")
                .append(by)
                .append(" with ")
                .append(protocol)
                .append(" id ")
                .append(word(id));
        forRecipient.ifPresent(
                mailbox -> out.append("\r\n\tfor <").append(mailbox).append('>'));
        return out.append(";\r\n\t")
                .append(DateFormat.rfc5322(date, ZoneOffset.UTC))
                .append("\r\n")
                .toString();
    }

    /** A word that cannot end the phrase it stands in. */
    private static String word(String text) {
        return clean(text, "()<>;\\\" ");
    }

    private static String comment(String text) {
        return clean(text, "()\\");
    }

    private static String clean(String text, String forbidden) {
        String cut = text.length() > MAX_WORD ? text.substring(0, MAX_WORD) : text;
        var out = new StringBuilder(cut.length());
        cut.chars().forEach(c -> out.append(c < ' ' || c >= 0x7F || forbidden.indexOf(c) >= 0 ? '?' : (char) c));
        return out.isEmpty() ? "?" : out.toString();
    }
}

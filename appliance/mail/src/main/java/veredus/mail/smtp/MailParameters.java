package veredus.mail.smtp;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The parameters of MAIL; what was not given is empty.
 *
 * @param sizeBytes SIZE (RFC 1870), 0 to {@link Long#MAX_VALUE}
 * @param body BODY (RFC 6152, RFC 3030)
 * @param smtpUtf8 whether SMTPUTF8 was given (RFC 6531)
 * @param ret RET (RFC 3461 4.3)
 * @param envelopeId ENVID (RFC 3461 4.4), decoded, printable ASCII, at most 100 characters
 * @param auth AUTH (RFC 4954 5), decoded; {@code <>} when nobody is vouched for
 * @param requireTls whether REQUIRETLS was given (RFC 8689)
 * @param priority MT-PRIORITY (RFC 6710), -9 to 9
 */
public record MailParameters(
        OptionalLong sizeBytes,
        Optional<BodyType> body,
        boolean smtpUtf8,
        Optional<Ret> ret,
        Optional<String> envelopeId,
        Optional<String> auth,
        boolean requireTls,
        OptionalInt priority) {

    /** What holds when MAIL had no parameters. */
    public static final MailParameters NONE = new MailParameters(
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            OptionalInt.empty());

    /** The values of BODY. */
    public enum BodyType {
        SEVEN_BIT("7BIT"),
        EIGHT_BIT_MIME("8BITMIME"),
        BINARY_MIME("BINARYMIME");

        private final String word;

        BodyType(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }
    }

    /** The values of RET: how much of the message a report of failure brings back. */
    public enum Ret {
        FULL,
        HDRS
    }
}

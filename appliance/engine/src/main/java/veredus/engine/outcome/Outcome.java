package veredus.engine.outcome;

import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/** What was said about one recipient in one attempt. */
public sealed interface Outcome {

    /** The other side took responsibility. */
    record Accepted(Reply reply) implements Outcome {}

    /** The other side refused in {@code phase}, for now (4xx) or for good (5xx). */
    record Refused(Phase phase, Reply reply) implements Outcome {}

    /**
     * The conversation broke off in {@code phase}: refused connection, reset, timeout, nonsense. In
     * {@link Phase#END_OF_DATA} the other side may have the message.
     */
    record Lost(Phase phase, String cause) implements Outcome {}

    /**
     * No conversation was had.
     *
     * @param detail for the operator; where the reason leaves a choice of status it begins with the one meant, as in
     *     {@code 5.6.7 the peer lacks SMTPUTF8}
     */
    record NotTried(Reason reason, String detail) implements Outcome {}

    /** For people: what was said and where, in one line without personal data but what the peer's reply has. */
    default String words() {
        return switch (this) {
            case Accepted(var reply) -> reply.toString();
            case Refused(var phase, var reply) -> "refused at " + phase + ": " + reply;
            case Lost(var phase, var cause) -> "lost at " + phase + ": " + cause;
            case NotTried(var reason, var detail) -> reason + ": " + detail;
        };
    }

    /** Why there was no conversation. */
    enum Reason {
        /** No such domain (5.1.2). */
        NO_DOMAIN,
        /** Null MX: the domain takes no mail (5.1.10, RFC 7505). */
        NULL_MX,
        /** The MX points back at us, or only at addresses that are forbidden (5.4.6, 5.4.4). */
        ROUTING,
        /** DNS could not say (4.4.3). */
        DNS,
        /** A route rejects it (5.7.1). */
        REJECTED,
        /** A route discards it: counts as delivered. */
        DISCARDED,
        /** The peer lacks what the message needs: SMTPUTF8 (5.6.7), 8BITMIME without conversion (5.6.3), SIZE (5.3.4). */
        UNSUITABLE,
        /** TLS is required and could not be had (4.7.5). */
        NO_TLS,
        /** The body could not be read from the spool. */
        SPOOL,
        /** No vMTA of the pool can be used, or the route that a rule named is gone (4.3.5). */
        NO_SOURCE,
        /** The vMTA's proxy cannot be used: the mail waits, or goes by another vMTA. */
        PROXY,
        EXPIRED,
        /** An operator ended it. */
        ADMIN
    }
}

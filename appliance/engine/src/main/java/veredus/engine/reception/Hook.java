package veredus.engine.reception;

import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Recipient;
import veredus.mail.smtp.Reply;

/**
 * One small check on the way in. Hooks are asked in their order; the first that stops decides. A hook may take its
 * time, since it runs on the session's own thread, but must be safe for many sessions at once.
 */
public interface Hook {

    /** What a hook thinks. */
    sealed interface Verdict {
        record Pass() implements Verdict {}

        /**
         * No further.
         *
         * @param reply a 4xx or 5xx, sent as it is; 421 ends the session
         */
        record Stop(Reply reply) implements Verdict {
            public Stop {
                if (reply.code() < 400) {
                    throw new IllegalArgumentException("a hook stops with 4xx or 5xx, not with " + reply);
                }
            }
        }

        Verdict PASS = new Pass();
    }

    /** For logs. */
    String name();

    /** A client has connected; nothing is known but its address. */
    default Verdict connect(Client client) {
        return Verdict.PASS;
    }

    /** It has said EHLO or HELO. */
    default Verdict ehlo(Client client) {
        return Verdict.PASS;
    }

    /** It has named the sender. */
    default Verdict mail(Submission submission) {
        return Verdict.PASS;
    }

    /** It has named a recipient that would be accepted. */
    default Verdict rcpt(Submission submission, Recipient recipient) {
        return Verdict.PASS;
    }

    /** It wants to send the message; recipients are complete. */
    default Verdict data(Submission submission) {
        return Verdict.PASS;
    }

    /** The message is here and not yet stored. */
    default Verdict message(Envelope envelope) {
        return Verdict.PASS;
    }
}

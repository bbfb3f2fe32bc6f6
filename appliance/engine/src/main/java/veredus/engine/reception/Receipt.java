package veredus.engine.reception;

import veredus.engine.envelope.Message;
import veredus.mail.smtp.Reply;

/** What became of a message. */
public sealed interface Receipt {
    /** It is as durable as was asked for, and ours to deliver. */
    record Stored(Message message) implements Receipt {}

    /** Nothing of it was kept; the client is told why. */
    record Refused(Reply reply) implements Receipt {}
}

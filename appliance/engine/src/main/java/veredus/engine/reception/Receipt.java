package veredus.engine.reception;

import java.util.List;
import veredus.engine.envelope.Message;
import veredus.mail.smtp.Reply;

/** What became of a message. */
public sealed interface Receipt {
    /**
     * It is as durable as was asked for, and ours to deliver.
     *
     * @param messages what it has become: one, or several where rules decide differently for its recipients
     */
    record Stored(List<Message> messages) implements Receipt {
        public Stored {
            messages = List.copyOf(messages);
        }
    }

    /** Nothing of it was kept; the client is told why. */
    record Refused(Reply reply) implements Receipt {}
}

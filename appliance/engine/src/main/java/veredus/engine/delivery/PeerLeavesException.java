package veredus.engine.delivery;

import java.io.IOException;
import veredus.mail.smtp.Reply;

/** The peer answered 421: it is about to close the connection, whatever it was asked (RFC 5321 3.8). */
final class PeerLeavesException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    PeerLeavesException(Reply reply) {
        super(reply.toString());
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}

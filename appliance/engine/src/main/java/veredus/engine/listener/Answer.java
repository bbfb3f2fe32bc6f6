package veredus.engine.listener;

import veredus.mail.smtp.Reply;

/** A reply with its wire form, and whether the session ends with it. Immutable. */
final class Answer {
    private final Reply reply;
    private final boolean last;
    private final byte[] wire;

    private Answer(Reply reply, boolean last, byte[] wire) {
        this.reply = reply;
        this.last = last;
        this.wire = wire;
    }

    /** A reply after which the session goes on, unless it is a 421. */
    static Answer of(Reply reply) {
        return new Answer(reply, reply.code() == 421, reply.toBytes());
    }

    /** A reply after which the session ends. */
    static Answer last(Reply reply) {
        return new Answer(reply, true, reply.toBytes());
    }

    /** Nothing to say. */
    static Answer silent() {
        return new Answer(Reply.of(250, ""), false, new byte[0]);
    }

    Reply reply() {
        return reply;
    }

    boolean isLast() {
        return last;
    }

    int code() {
        return reply.code();
    }

    /** Nobody changes it. */
    byte[] wire() {
        return wire;
    }
}

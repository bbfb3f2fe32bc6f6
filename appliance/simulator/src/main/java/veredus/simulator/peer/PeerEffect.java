package veredus.simulator.peer;

import java.time.Duration;

/**
 * One way in which a receiving site does something other than take mail at once. A {@link Provider} has a list of them;
 * all of them hold, and the first in the list that refuses gives the reply.
 */
public sealed interface PeerEffect {

    /** The first attempts for a sender, recipient and source are put off until {@code delay} has passed. */
    record Greylist(Duration delay) implements PeerEffect {
        public Greylist {
            notNegative(delay);
        }
    }

    /** {@code percent} of the recipients are put off with {@code reply}, a 4xx line; each attempt is a new throw. */
    record Defer(int percent, String reply) implements PeerEffect {
        public Defer {
            share(percent);
            code(reply, '4');
        }
    }

    /** {@code percent} of all mailboxes do not exist (550 5.1.1); the same ones every time. */
    record RejectUnknown(int percent) implements PeerEffect {
        public RejectUnknown {
            share(percent);
        }
    }

    /**
     * Above {@code messages} in one window of {@code per}, MAIL is answered with {@code reply}, a 421 line, and the
     * connection ends. Counted for each source address; a window starts with its first message.
     */
    record RateLimit(int messages, Duration per, String reply) implements PeerEffect {
        public RateLimit {
            if (messages < 1) {
                throw new IllegalArgumentException("a rate limit lets at least one message pass: " + messages);
            }
            notNegative(per);
            code(reply, '4');
        }
    }

    /** Above {@code connections} open from one source, the greeting is {@code reply}, a 421 line. */
    record ConnectionCap(int connections, String reply) implements PeerEffect {
        public ConnectionCap {
            if (connections < 0) {
                throw new IllegalArgumentException("connections are not negative: " + connections);
            }
            code(reply, '4');
        }
    }

    /** Each batch of replies is held back for {@code latency}. */
    record Slow(Duration latency) implements PeerEffect {
        public Slow {
            notNegative(latency);
        }
    }

    /** Replies come one byte every {@code perByte}. */
    record Tarpit(Duration perByte) implements PeerEffect {
        public Tarpit {
            notNegative(perByte);
        }
    }

    /** Takes the connection and never says a word. */
    record Hang() implements PeerEffect {}

    /** Says nothing more from {@code point} of each connection on. */
    record HangAt(Point point) implements PeerEffect {}

    /** Where a conversation can hang. */
    enum Point {
        /** After the greeting. */
        GREETED,
        /** Instead of the reply to DATA. */
        DATA
    }

    /** Nobody listens: the connection is refused. */
    record Refuse() implements PeerEffect {}

    /** After the final dot of {@code percent} of the messages the connection is reset; the message is not taken. */
    record ResetAfterData(int percent) implements PeerEffect {
        public ResetAfterData {
            share(percent);
        }
    }

    /** {@code percent} of the messages are taken, but the connection closes before the reply to the final dot. */
    record DropFinalReply(int percent) implements PeerEffect {
        public DropFinalReply {
            share(percent);
        }
    }

    private static void share(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a share is 0 to 100 percent: " + percent);
        }
    }

    private static void notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a duration is not negative: " + duration);
        }
    }

    private static void code(String reply, char first) {
        if (reply.length() < 4 || reply.charAt(0) != first) {
            throw new IllegalArgumentException("not a " + first + "xx reply: " + reply);
        }
    }
}

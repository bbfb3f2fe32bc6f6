package veredus.engine.listener;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whose turn it is in a session. A session that is blocked in a read cannot be asked to say something; so whoever stops
 * it takes the word, and says the last of it. The one who moves the turn away from the client speaks: the session,
 * when it has heard something, or the one who stops it. So the client hears either an answer to what it said or the
 * 421, and a message whose end was heard is never cut off by the word. Safe for many threads.
 */
final class Turn {
    private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.SESSION);
    private volatile boolean endsWhenIdle;
    private volatile boolean endsInMessage;

    /** Who is to speak. */
    private enum Holder {
        SESSION,
        /** The client, with a command or a response: nothing is lost when it is told to go. */
        CLIENT_IDLE,
        /** The client, in the middle of a message. */
        CLIENT_IN_MESSAGE,
        /** Nobody any more. */
        OVER
    }

    /** The session has been stopped. */
    static final class Over extends IOException {
        private static final long serialVersionUID = 1;

        private final boolean said;

        Over(boolean said) {
            super("stopped");
            this.said = said;
        }

        /** Whether the client was told, by the one who stopped the session. */
        boolean isSaid() {
            return said;
        }
    }

    /** The session is about to wait for the client. */
    void pass(boolean inMessage) throws Over {
        Holder waiting = inMessage ? Holder.CLIENT_IN_MESSAGE : Holder.CLIENT_IDLE;
        if (!holder.compareAndSet(Holder.SESSION, waiting)) {
            throw new Over(true);
        }
        // Whoever stops us asks first and looks then, so one of both sees the other.
        if (inMessage ? endsInMessage : endsWhenIdle) {
            throw new Over(!holder.compareAndSet(waiting, Holder.OVER));
        }
    }

    /** The session has heard something, or waited long enough. */
    void takeBack() throws Over {
        // Only its own thread moves the turn between the session and the client.
        if (holder.getAndUpdate(now -> now == Holder.OVER ? now : Holder.SESSION) == Holder.OVER) {
            throw new Over(true);
        }
    }

    /**
     * Takes the last word, where the session waits for its client; where it does not, it will not do so again.
     *
     * @param evenInMessage whether also in the middle of a message
     */
    boolean end(boolean evenInMessage) {
        if (evenInMessage) {
            endsInMessage = true;
        }
        endsWhenIdle = true;
        return holder.compareAndSet(Holder.CLIENT_IDLE, Holder.OVER)
                || evenInMessage && holder.compareAndSet(Holder.CLIENT_IN_MESSAGE, Holder.OVER);
    }
}

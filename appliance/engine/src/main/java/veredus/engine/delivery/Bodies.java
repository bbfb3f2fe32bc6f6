package veredus.engine.delivery;

import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.Message;
import veredus.engine.spool.SpoolException;

/** Where bodies come from that are no longer in memory: the spool, {@code message -> spool.read(message)::next}. */
@FunctionalInterface
public interface Bodies {

    /** Begins to read the body of {@code message}. */
    Pieces open(Message message) throws SpoolException;

    /** One body, piece by piece. */
    @FunctionalInterface
    interface Pieces {
        /** The next piece, valid until the one after it is asked for; null at the end. */
        byte @Nullable [] next() throws SpoolException;
    }
}

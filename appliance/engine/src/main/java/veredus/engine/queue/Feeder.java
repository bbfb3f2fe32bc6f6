package veredus.engine.queue;

import org.jspecify.annotations.Nullable;

/** Gives a ready queue deliveries that rest. */
interface Feeder {
    /** Deliveries that one feeder gives in its turn. */
    int BATCH = 100;

    /** Offers at most {@code max} of what is due, in order. */
    Fed feed(int max);

    /** The same when it is its turn at {@code line}, which has room for so many. */
    default Fed feedInTurn(LimitLine line, int max) {
        return feed(max);
    }

    /** The limit that gives it its turn now; null for none. */
    default @Nullable LimitLine turn() {
        return null;
    }

    /** How a feeder fared. */
    enum Fed {
        /** It has more that is due. */
        MORE,
        DONE,
        /** There was no room for all it had; it asks again by itself. */
        REFUSED
    }
}

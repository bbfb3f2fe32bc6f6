package veredus.engine.queue;

/** Gives a ready queue deliveries that rest. */
interface Feeder {
    /** Deliveries that one feeder gives in its turn. */
    int BATCH = 100;

    /** Offers at most {@code max} of what is due, in order. */
    Fed feed(int max);

    /** How a feeder fared. */
    enum Fed {
        /** It has more that is due. */
        MORE,
        DONE,
        /** There was no room for all it had; it asks again by itself. */
        REFUSED
    }
}

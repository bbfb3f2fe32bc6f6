package veredus.engine.spool;

/** Where the pieces of a large body are in the log, in their order; none for a body that is in its message's record. */
final class Pieces {
    static final Pieces NONE = new Pieces();

    private final long[] locations;

    Pieces(long... locations) {
        this.locations = locations;
    }

    /** Not to be changed. */
    long[] locations() {
        return locations;
    }

    boolean isNone() {
        return locations.length == 0;
    }

    @Override
    public String toString() {
        return locations.length + " pieces";
    }
}

package veredus.engine.shaping;

/** What a connection is worth to its path, the worthiest first, when not every path can have those it wants. */
public enum Standing {
    /** The path has served lately. */
    SERVING(0),
    /** It would be the path's only connection. */
    FIRST(1),
    /** One more to a site that does not serve; it may hang. */
    MORE(2);

    /** So many parts of the budget are kept for worthier ones. */
    final int keptParts;

    Standing(int keptParts) {
        this.keptParts = keptParts;
    }
}

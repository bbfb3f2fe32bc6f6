package veredus.world;

/** Randomness. Safe for use by many threads. */
public interface Chance {

    /** A number from 0 (inclusive) to {@code bound} (exclusive); {@code bound} is at least 1. Not for secrets. */
    int below(int bound);

    /** A number from 0.0 (inclusive) to 1.0 (exclusive). Not for secrets. */
    double fraction();

    /** Bytes nobody can guess, for tokens, salts and keys. */
    byte[] secret(int length);
}

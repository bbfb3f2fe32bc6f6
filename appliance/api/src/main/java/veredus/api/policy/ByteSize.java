package veredus.api.policy;

/** A number of bytes, not negative; written {@code 512}, {@code 64KiB}, {@code 50MiB}, {@code 2GiB}. */
public record ByteSize(long bytes) {
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }
}

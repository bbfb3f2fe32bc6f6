package veredus.simulator.peer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took, in a fixed amount of memory: sixteen buckets for each power of two nanoseconds, so a percentile
 * is at most 6 % too high. Safe for use by many threads.
 */
public final class Latencies {
    private static final int SUB_BITS = 4;
    private static final int BUCKETS = 64 << SUB_BITS;
    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
    private final AtomicLong longest = new AtomicLong();

    /** Counts one; negative values count as zero (the wall clock may have jumped). */
    public void add(long nanos) {
        long value = Math.max(0, nanos);
        buckets.incrementAndGet(bucket(value));
        if (value > longest.get()) {
            longest.accumulateAndGet(value, Math::max);
        }
    }

    public long count() {
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += buckets.get(i);
        }
        return sum;
    }

    /** The time within which {@code share} (0 to 1) of them were done; zero when there are none. */
    public Duration percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += buckets.get(i);
            if (seen >= rank) {
                return Duration.ofNanos(Math.min(upperEdge(i), longest.get()));
            }
        }
        return Duration.ZERO;
    }

    public Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    private static int bucket(long value) {
        if (value < 1 << SUB_BITS) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        int sub = (int) (value >>> (exponent - SUB_BITS)) & ((1 << SUB_BITS) - 1);
        return ((exponent - SUB_BITS + 1) << SUB_BITS) + sub;
    }

    private static long upperEdge(int bucket) {
        if (bucket < 1 << SUB_BITS) {
            return bucket;
        }
        int shift = (bucket >>> SUB_BITS) - 1;
        long sub = (bucket & ((1 << SUB_BITS) - 1)) | (1 << SUB_BITS);
        return ((sub + 1) << shift) - 1;
    }
}

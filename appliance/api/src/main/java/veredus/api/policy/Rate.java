package veredus.api.policy;

import java.time.Duration;

/** So many events in so long a time, evenly spread; written {@code 100/15m}, {@code 20/s}. */
public record Rate(long count, Duration per) {
    public Rate {
        if (count < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("a rate is a positive count in a positive time: " + count + "/" + per);
        }
    }
}

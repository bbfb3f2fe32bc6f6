package veredus.control.live;

import java.util.ArrayList;
import java.util.List;

/** The latest samples, up to a bound. Its owner's lock guards it. */
final class Ring {
    private final Sample[] samples;
    private int next;
    private int size;

    Ring(int bound) {
        this.samples = new Sample[bound];
    }

    /** Adds one; those that are not later than the latest are left out, for the clock may jump. */
    void add(Sample sample) {
        if (size > 0 && sample.at() <= latest().at()) {
            return;
        }
        samples[next] = sample;
        next = (next + 1) % samples.length;
        size = Math.min(size + 1, samples.length);
    }

    private Sample latest() {
        return samples[(next + samples.length - 1) % samples.length];
    }

    /** Those after {@code since}, in seconds since 1970, the oldest first. */
    List<Sample> since(long since) {
        var found = new ArrayList<Sample>(size);
        for (int i = 0; i < size; i++) {
            Sample sample = samples[(next + samples.length - size + i) % samples.length];
            if (sample.at() > since) {
                found.add(sample);
            }
        }
        return found;
    }
}

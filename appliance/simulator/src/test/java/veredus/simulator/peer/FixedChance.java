package veredus.simulator.peer;

import veredus.world.Chance;

/** Throws the same share (0.0 to below 1.0) every time. */
record FixedChance(double fraction) implements Chance {
    @Override
    public int below(int bound) {
        return (int) (fraction * bound);
    }

    @Override
    public byte[] secret(int length) {
        return new byte[length];
    }
}

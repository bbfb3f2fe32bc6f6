package veredus.world.real;

import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import veredus.world.Chance;

/** The JDK's generators: a fast one, and the operating system's for secrets. Safe for use by many threads. */
public final class RealChance implements Chance {
    private final SecureRandom secrets = new SecureRandom();

    @Override
    public int below(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    @Override
    public double fraction() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public byte[] secret(int length) {
        var bytes = new byte[length];
        secrets.nextBytes(bytes);
        return bytes;
    }
}

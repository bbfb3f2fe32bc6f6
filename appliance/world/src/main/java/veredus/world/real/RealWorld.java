package veredus.world.real;

import java.net.InetSocketAddress;
import java.util.List;
import veredus.world.World;

/** The world as it is. */
public final class RealWorld {

    private RealWorld() {}

    /**
     * The six real doors.
     *
     * @param resolvers the DNS servers to ask, in order; see {@link SystemResolvers}
     */
    public static World open(List<InetSocketAddress> resolvers) {
        var time = new RealTime();
        var chance = new RealChance();
        var threads = new RealThreads();
        return new World(
                time,
                chance,
                threads,
                new RealNetwork(time, threads),
                RealDns.over(resolvers, time, chance),
                new RealDisk());
    }
}

package veredus.world.real;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import veredus.world.Network;

/** The real network keeps the contract, over loopback. */
class RealNetworkTest implements NetworkContract {
    private static final RealThreads THREADS = new RealThreads();
    private static final RealNetwork NETWORK = new RealNetwork(new RealTime(), THREADS);

    @Override
    public Network network() {
        return NETWORK;
    }

    @Override
    public InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public Thread start(Runnable work) {
        return THREADS.startVirtual("test", work);
    }
}

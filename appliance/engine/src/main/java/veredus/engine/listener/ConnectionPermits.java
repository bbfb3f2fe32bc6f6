package veredus.engine.listener;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import veredus.api.policy.ListenerPolicy;

/**
 * Who may be connected: so many in all, so many for each listener, so many from each network of clients. Shared by all
 * listeners. Safe for many threads; one lock, held for a few map operations.
 */
public final class ConnectionPermits {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> byListener = new HashMap<>();
    private final Map<Prefix, Integer> byClient = new HashMap<>();
    private int all;

    /** What became of a wish to connect. */
    enum Verdict {
        GRANTED,
        SERVER_FULL,
        LISTENER_FULL,
        CLIENT_FULL
    }

    /** The network that a client counts for. */
    record Prefix(String listener, String network) {
        static Prefix of(InetAddress address, ListenerPolicy policy) {
            byte[] bytes = address.getAddress();
            int bits = bytes.length == 4 ? policy.clientPrefixIpv4() : policy.clientPrefixIpv6();
            for (int i = 0; i < bytes.length; i++) {
                int kept = Math.clamp(bits - 8L * i, 0, 8);
                bytes[i] &= (byte) (0xFF00 >> kept);
            }
            return new Prefix(policy.name(), Arrays.toString(bytes));
        }
    }

    /** Takes one of the server's and the listener's places; to be given back with {@link #leave}. */
    Verdict enter(ListenerPolicy policy, int maxInAll) {
        lock.lock();
        try {
            int onListener = byListener.getOrDefault(policy.name(), 0);
            if (all >= maxInAll) {
                return Verdict.SERVER_FULL;
            }
            if (onListener >= policy.maxConnections()) {
                return Verdict.LISTENER_FULL;
            }
            all++;
            byListener.put(policy.name(), onListener + 1);
            return Verdict.GRANTED;
        } finally {
            lock.unlock();
        }
    }

    void leave(ListenerPolicy policy) {
        lock.lock();
        try {
            all--;
            byListener.merge(policy.name(), -1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    /** Takes one of the client's places, once it is known who the client is. */
    Verdict enterAs(Prefix client, ListenerPolicy policy) {
        lock.lock();
        try {
            int open = byClient.getOrDefault(client, 0);
            if (open >= policy.maxConnectionsPerClient()) {
                return Verdict.CLIENT_FULL;
            }
            byClient.put(client, open + 1);
            return Verdict.GRANTED;
        } finally {
            lock.unlock();
        }
    }

    void leaveAs(Prefix client) {
        lock.lock();
        try {
            byClient.computeIfPresent(client, (prefix, open) -> open == 1 ? null : open - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Connections open now, on all listeners. */
    public int open() {
        lock.lock();
        try {
            return all;
        } finally {
            lock.unlock();
        }
    }
}

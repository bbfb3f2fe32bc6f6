package veredus.engine.explain;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import veredus.world.Dns;

/**
 * Asks each thing once, so that two configurations are compared by the same answers. Made for one comparison, whose
 * questions bound what it holds. Used by one thread.
 */
final class RememberedDns implements Dns {
    private final Dns dns;
    private final Map<String, Answer<Mx>> exchangers = new HashMap<>();
    private final Map<String, Answer<InetAddress>> ipv4 = new HashMap<>();
    private final Map<String, Answer<InetAddress>> ipv6 = new HashMap<>();

    RememberedDns(Dns dns) {
        this.dns = dns;
    }

    private static <T> Answer<T> once(Map<String, Answer<T>> known, String name, Function<String, Answer<T>> ask) {
        return known.computeIfAbsent(name, ask);
    }

    @Override
    public Answer<Mx> mx(String name) {
        return once(exchangers, name, dns::mx);
    }

    @Override
    public Answer<InetAddress> a(String host) {
        return once(ipv4, host, dns::a);
    }

    @Override
    public Answer<InetAddress> aaaa(String host) {
        return once(ipv6, host, dns::aaaa);
    }

    @Override
    public Answer<String> txt(String name) {
        return dns.txt(name);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return dns.ptr(address);
    }

    @Override
    public void forget(String name) {
        dns.forget(name);
    }
}

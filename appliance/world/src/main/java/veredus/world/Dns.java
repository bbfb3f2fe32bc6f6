package veredus.world;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Looks names up. Answers are values; nothing is thrown for a bad answer. Safe for use by many threads. */
public interface Dns {

    /** The MX records of {@code name}, in the order of the answer. */
    Answer<Mx> mx(String name);

    /** The IPv4 addresses of {@code host}; CNAMEs are followed. */
    Answer<InetAddress> a(String host);

    /** The IPv6 addresses of {@code host}; CNAMEs are followed. */
    Answer<InetAddress> aaaa(String host);

    /** The TXT records of {@code name}, each with its strings joined. */
    Answer<String> txt(String name);

    /** The names of {@code address} (reverse look-up). */
    Answer<String> ptr(InetAddress address);

    /** Forgets what was learned about {@code name}; all names when it is empty. */
    void forget(String name);

    /** One MX record; {@code host} is lower-case without a final dot, empty for the root (null MX, RFC 7505). */
    record Mx(int preference, String host) {}

    /** What the DNS said. */
    sealed interface Answer<T> {
        /**
         * There are records.
         *
         * @param authentic whether a validating resolver vouches for them (AD bit, believed from loopback only)
         */
        record Found<T>(List<T> records, Duration ttl, boolean authentic) implements Answer<T> {}

        /** The name exists, without records of this type. */
        record NoData<T>(Duration ttl) implements Answer<T> {}

        /** The name does not exist (NXDOMAIN). */
        record NoName<T>(Duration ttl) implements Answer<T> {}

        /** Nobody could say: SERVFAIL, REFUSED, a timeout, nonsense, a CNAME loop. Ask again later. */
        record Failed<T>(String reason) implements Answer<T> {}
    }
}

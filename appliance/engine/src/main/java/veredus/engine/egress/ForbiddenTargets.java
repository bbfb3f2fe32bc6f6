package veredus.engine.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Addresses to which mail for strangers never goes. The DNS of a domain is written by its owner, so it may name our
 * loopback, our neighbours or a cloud's metadata service; what counts is the address that is connected to, at every
 * attempt, whatever a name resolved to before.
 */
public final class ForbiddenTargets {
    private ForbiddenTargets() {}

    /** Why {@code address} is forbidden, in a word for the log; empty where it is not. */
    public static Optional<String> reason(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return Optional.of("loopback");
        }
        if (address.isAnyLocalAddress()) {
            return Optional.of("unspecified");
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of("link-local");
        }
        if (address.isMulticastAddress()) {
            return Optional.of("multicast");
        }
        if (address.isSiteLocalAddress()) {
            return Optional.of("private");
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? ipv4(bytes) : ipv6(bytes);
    }

    private static Optional<String> ipv4(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (first == 0) {
            return Optional.of("this network"); // RFC 791
        }
        if (first == 100 && (second & 0xC0) == 64) {
            return Optional.of("carrier-grade NAT"); // RFC 6598
        }
        if (first >= 240) {
            return Optional.of("reserved"); // RFC 1112, 255.255.255.255 included
        }
        return Optional.empty();
    }

    private static Optional<String> ipv6(byte[] bytes) {
        if ((bytes[0] & 0xFE) == 0xFC) {
            return Optional.of("private"); // RFC 4193
        }
        if (startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) {
            // ::a.b.c.d and ::ffff:a.b.c.d; the JDK turns the latter into IPv4 already, other doors may not.
            return Optional.of("IPv4 in disguise");
        }
        if (startsWith(bytes, 0, 0x64, 0xFF, 0x9B)) {
            return Optional.of("NAT64"); // RFC 6052, RFC 8215: the host has its IPv4 address, take that
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return reason(NumericAddress.of(new byte[] {bytes[2], bytes[3], bytes[4], bytes[5]}))
                    .map(why -> "6to4 of " + why); // RFC 3056
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}

package veredus.api.policy;

import java.net.InetAddress;

/** A network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is a network of its own. */
public record Cidr(InetAddress network, int prefix) {

    /** Whether {@code address} is inside; an IPv4-mapped IPv6 address counts as the IPv4 address it holds. */
    public boolean contains(InetAddress address) {
        // InetAddress already turns ::ffff:a.b.c.d into an IPv4 address.
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((ours[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}

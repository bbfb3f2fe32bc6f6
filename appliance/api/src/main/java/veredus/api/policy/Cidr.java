package veredus.api.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is a network of its own. */
public record Cidr(InetAddress network, int prefix) {
    public Cidr {
        if (prefix < 0 || prefix > network.getAddress().length * 8) {
            throw new IllegalArgumentException("no such prefix: " + network.getHostAddress() + "/" + prefix);
        }
    }

    /** Reads {@code address} or {@code address/prefix}; bits beyond the prefix are cleared. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = address.get().getAddress();
        int prefix = bytes.length * 8;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > prefix) {
                return Optional.empty();
            }
            prefix = Integer.parseInt(digits);
        }
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        try {
            return Optional.of(new Cidr(InetAddress.getByAddress(bytes), prefix));
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address has 4 or 16 bytes", impossible);
        }
    }

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

package veredus.engine.listener;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses from their text, without ever asking the DNS. IPv4-mapped IPv6 addresses become IPv4. */
final class IpText {
    private static final int MAX_LENGTH = 45;
    private static final int GROUPS = 8;

    private IpText() {}

    static Optional<InetAddress> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes = new byte[text.indexOf(':') >= 0 ? 16 : 4];
        boolean valid = bytes.length == 16 ? ipv6(text, bytes) : ipv4(text, bytes, 0);
        return valid ? Optional.of(of(bytes)) : Optional.empty();
    }

    /** @param bytes four or sixteen */
    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, wrongLength);
        }
    }

    private static boolean ipv4(String text, byte[] into, int offset) {
        int numbers = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || numbers == 4) {
                    return false;
                }
                into[offset + numbers++] = (byte) value;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = (value < 0 ? 0 : value * 10) + (c - '0');
                if (value > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return numbers == 4;
    }

    private static boolean ipv6(String text, byte[] into) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, into, true) == GROUPS;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        byte[] tail = new byte[16];
        int before = gap == 0 ? 0 : groups(text.substring(0, gap), into, false);
        int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), tail, true);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return false;
        }
        System.arraycopy(tail, 0, into, 16 - 2 * after, 2 * after);
        return true;
    }

    /**
     * Reads groups with single colons between them; returns how many, or -1.
     *
     * @param toTheEnd whether the address ends here, where it may end in an IPv4 address
     */
    private static int groups(String text, byte[] into, boolean toTheEnd) {
        int count = 0;
        int start = 0;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            String group = text.substring(start, end);
            if (count == GROUPS) {
                return -1;
            }
            if (toTheEnd && colon < 0 && group.indexOf('.') >= 0) {
                return count <= GROUPS - 2 && ipv4(group, into, 2 * count) ? count + 2 : -1;
            }
            int value = hex(group);
            if (value < 0) {
                return -1;
            }
            into[2 * count] = (byte) (value >> 8);
            into[2 * count + 1] = (byte) value;
            count++;
            start = end + 1;
        }
        return count;
    }

    private static int hex(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}

package veredus.engine.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * IP addresses in text. A name never gets to a resolver from here, as it would through the JDK; that is why this does
 * not call {@link InetAddress}'s own parser.
 */
public final class NumericAddress {
    private static final String IPV6_TAG = "ipv6:";
    private static final int GROUPS = 8;
    private static final int LONGEST_TEXT = 45;

    private NumericAddress() {}

    /**
     * Reads {@code 192.0.2.1} or {@code 2001:db8::1}; an IPv4-mapped IPv6 address becomes the IPv4 address it holds.
     *
     * @return empty for anything else, names and zones among it
     */
    public static Optional<InetAddress> parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        byte[] bytes = text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        return bytes.length == 0 ? Optional.empty() : Optional.of(of(bytes));
    }

    /** Reads an address literal (RFC 5321 4.1.3): {@code [192.0.2.1]}, {@code [IPv6:2001:db8::1]}. */
    public static Optional<InetAddress> parseLiteral(String text) {
        if (text.length() < 3 || !text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        String inner = text.substring(1, text.length() - 1);
        return inner.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length())
                ? parse(inner.substring(IPV6_TAG.length())).filter(address -> inner.indexOf(':', IPV6_TAG.length()) > 0)
                : parse(inner).filter(address -> inner.indexOf(':') < 0);
    }

    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("not 4 or 16 bytes: " + bytes.length, impossible);
        }
    }

    private static byte[] ipv4(String text) {
        String[] numbers = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        if (numbers.length != bytes.length) {
            return new byte[0];
        }
        for (int i = 0; i < bytes.length; i++) {
            int value = number(numbers[i], 10, 3);
            // A leading zero means octal to some: nobody knows which address is meant.
            if (value < 0 || value > 255 || (numbers[i].length() > 1 && numbers[i].charAt(0) == '0')) {
                return new byte[0];
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte[] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all.length == 2 * GROUPS ? all : new byte[0];
        }
        String headText = text.substring(0, gap);
        String tailText = text.substring(gap + 2);
        byte[] head = groups(headText);
        byte[] tail = groups(tailText);
        boolean broken = (head.length == 0 && !headText.isEmpty()) || (tail.length == 0 && !tailText.isEmpty());
        if (broken || head.length + tail.length >= 2 * GROUPS || headText.indexOf('.') >= 0) {
            return new byte[0];
        }
        byte[] bytes = Arrays.copyOf(head, 2 * GROUPS);
        System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);
        return bytes;
    }

    /** The bytes of groups of hexadecimal digits between colons, the last of which may be a dotted quad. */
    private static byte[] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[2 * parts.length + 2];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                byte[] quad = ipv4(parts[i]);
                if (quad.length == 0) {
                    return new byte[0];
                }
                System.arraycopy(quad, 0, bytes, length, quad.length);
                length += quad.length;
                continue;
            }
            int value = number(parts[i], 16, 4);
            if (value < 0) {
                return new byte[0];
            }
            bytes[length++] = (byte) (value >> 8);
            bytes[length++] = (byte) value;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int number(String digits, int radix, int longest) {
        if (digits.isEmpty() || digits.length() > longest) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 0x80 ? Character.digit(digits.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}

package veredus.mail.address;

import java.util.Locale;
import java.util.Optional;

/** Address literals (RFC 5321 4.1.3): {@code [192.0.2.1]} and {@code [IPv6:2001:db8::1]}. */
final class AddressLiteral {
    private static final String IPV6_TAG = "ipv6:";

    /** The longest literal: tag, six groups, a dotted quad, brackets. */
    private static final int MAX_LENGTH = 2 + 5 + 45;

    private static final int IPV6_GROUPS = 8;

    private AddressLiteral() {}

    /** The literal in lower case, or empty when it is none. Other tags than IPv6 have never been registered. */
    static Optional<String> normalize(String text) {
        if (text.length() < 4 || text.length() > MAX_LENGTH || !text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String inner = lower.substring(1, lower.length() - 1);
        boolean valid = inner.startsWith(IPV6_TAG) ? isIpv6(inner.substring(IPV6_TAG.length())) : isIpv4(inner);
        return valid ? Optional.of(lower) : Optional.empty();
    }

    /** Whether the text is four decimal numbers from 0 to 255 without leading zeros. */
    static boolean isIpv4(String text) {
        int numbers = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0) {
                    return false;
                }
                numbers++;
                value = -1;
            } else if (c >= '0' && c <= '9') {
                if (value == 0) {
                    return false;
                }
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

    /** Whether the text is an IPv6 address (RFC 4291 2.2) without zone. */
    static boolean isIpv6(String text) {
        int groups = 0;
        boolean shortened = false;
        int i = 0;
        if (text.startsWith("::")) {
            shortened = true;
            i = 2;
        }
        while (i < text.length()) {
            int end = i;
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && text.charAt(end) < 0x80) {
                end++;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                groups += 2;
                return isIpv4(text.substring(i)) && complete(groups, shortened);
            }
            if (end == i || end - i > 4) {
                return false;
            }
            groups++;
            if (end == text.length()) {
                return complete(groups, shortened);
            }
            if (text.charAt(end) != ':') {
                return false;
            }
            i = end + 1;
            if (i < text.length() && text.charAt(i) == ':') {
                if (shortened) {
                    return false;
                }
                shortened = true;
                i++;
            } else if (i == text.length()) {
                return false;
            }
        }
        return complete(groups, shortened);
    }

    private static boolean complete(int groups, boolean shortened) {
        return shortened ? groups < IPV6_GROUPS : groups == IPV6_GROUPS;
    }
}

package veredus.mail.smtp;

import java.util.Locale;
import java.util.Optional;

/**
 * The value of ORCPT (RFC 3461 4.2).
 *
 * @param type the address type in lower case, as {@code rfc822} or {@code utf-8}
 * @param address decoded; free of control characters
 */
public record OriginalRecipient(String type, String address) {
    private static final int MAX_LENGTH = 500;

    public OriginalRecipient {
        if (type.isEmpty() || address.isEmpty()) {
            throw new IllegalArgumentException("not an original recipient: " + type + ";" + address);
        }
    }

    /**
     * Reads {@code rfc822;xtext} or {@code utf-8;utf-8-addr-xtext} (RFC 6533 3). Postfix 3.7 calls an address in UTF-8
     * {@code rfc822} all the same; it is taken for what it is, and passed on as {@code utf-8}.
     */
    public static Optional<OriginalRecipient> parse(String text) {
        int semicolon = text.indexOf(';');
        if (semicolon <= 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String type = text.substring(0, semicolon).toLowerCase(Locale.ROOT);
        if (!type.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return Optional.empty();
        }
        String rest = text.substring(semicolon + 1);
        var ascii = type.equals("utf-8") ? Optional.<String>empty() : Xtext.decode(rest);
        if (ascii.isPresent() || !(type.equals("utf-8") || type.equals("rfc822"))) {
            return ascii.filter(a -> !a.isEmpty()).map(a -> new OriginalRecipient(type, a));
        }
        return UnicodeXtext.decode(rest).filter(a -> !a.isEmpty()).map(a -> new OriginalRecipient("utf-8", a));
    }

    /** The form that {@link #parse} reads, in ASCII. */
    public String encoded() {
        return type + ";" + (type.equals("utf-8") ? UnicodeXtext.encode(address) : Xtext.encode(address));
    }
}

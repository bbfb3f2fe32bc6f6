package veredus.mail.smtp;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The service extensions that both ends of a conversation know. */
public enum Extension {
    /** RFC 1870. */
    SIZE("SIZE"),
    /** RFC 6152. */
    EIGHTBITMIME("8BITMIME"),
    /** RFC 2920. */
    PIPELINING("PIPELINING"),
    /** RFC 3030. */
    CHUNKING("CHUNKING"),
    /** RFC 3030. */
    BINARYMIME("BINARYMIME"),
    /** RFC 3207. */
    STARTTLS("STARTTLS"),
    /** RFC 4954. */
    AUTH("AUTH"),
    /** RFC 6531. */
    SMTPUTF8("SMTPUTF8"),
    /** RFC 3461. */
    DSN("DSN"),
    /** RFC 2034. */
    ENHANCEDSTATUSCODES("ENHANCEDSTATUSCODES"),
    /** RFC 9422. */
    LIMITS("LIMITS"),
    /** RFC 8689. */
    REQUIRETLS("REQUIRETLS"),
    /** RFC 6710. */
    MT_PRIORITY("MT-PRIORITY"),
    /** An extension of Postfix. */
    XCLIENT("XCLIENT");

    private static final Map<String, Extension> BY_KEYWORD = byKeyword();

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    /** The word in the reply to EHLO. */
    public String keyword() {
        return keyword;
    }

    /** The extension with this EHLO keyword, in any case of letters. */
    public static Optional<Extension> of(String keyword) {
        return Optional.ofNullable(BY_KEYWORD.get(keyword.toUpperCase(Locale.ROOT)));
    }

    private static Map<String, Extension> byKeyword() {
        var map = new TreeMap<String, Extension>();
        for (Extension extension : values()) {
            map.put(extension.keyword, extension);
        }
        return map;
    }
}

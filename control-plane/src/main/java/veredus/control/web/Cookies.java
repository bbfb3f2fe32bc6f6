package veredus.control.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * The two cookies: who is signed in, and, before that, whose form it is. Scripts do not see them, other sites do not send
 * them, and over TLS their names begin with {@code __Host-}, so that no neighbour can set them. Immutable.
 */
public final class Cookies {
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";

    private final boolean secure;

    public Cookies(boolean secure) {
        this.secure = secure;
    }

    boolean isSecure() {
        return secure;
    }

    String sessionName() {
        return secure ? "__Host-veredus" : "veredus";
    }

    String visitorName() {
        return secure ? "__Host-veredus-visit" : "veredus-visit";
    }

    /** Sets who is signed in. */
    public String session(String id) {
        return cookie(sessionName(), id, "");
    }

    /** Takes it back. */
    public String noSession() {
        return cookie(sessionName(), "", "; Max-Age=0");
    }

    String visitor(String id) {
        return cookie(visitorName(), id, "");
    }

    private String cookie(String name, String value, String more) {
        return name + "=" + value + ATTRIBUTES + (secure ? "; Secure" : "") + more;
    }

    /** Whether the text may be one of our secrets. */
    static boolean isSecret(String text) {
        return SECRET.matcher(text).matches();
    }

    /** Whether two texts are the same; takes as long when they are not. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}

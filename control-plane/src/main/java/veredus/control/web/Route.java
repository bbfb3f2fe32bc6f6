package veredus.control.web;

import java.io.IOException;
import java.util.Optional;
import veredus.api.admin.Role;

/**
 * One URL and who may use it. A POST is a change: it carries the token of the session, or is refused.
 *
 * @param least the role that it needs; absent where nobody need be signed in
 * @param engineWide whether it is nothing for somebody who is confined to a tenant
 * @param largestForm bytes of the longest form that it takes
 */
public record Route(
        String method, String path, Optional<Role> least, boolean engineWide, int largestForm, Screen screen) {
    /** No usual form is longer. */
    public static final int USUAL_FORM_BYTES = 64 << 10;

    /** A form with the text of a configuration file, as browsers encode it. */
    public static final int EDITOR_FORM_BYTES = 1 << 20;

    /** What answers. */
    @FunctionalInterface
    public interface Screen {
        Reply answer(Visit visit) throws IOException;
    }

    /** For anybody. */
    public static Route open(String method, String path, Screen screen) {
        return new Route(method, path, Optional.empty(), false, USUAL_FORM_BYTES, screen);
    }

    /** For those who have at least this role. */
    public static Route of(String method, String path, Role least, Screen screen) {
        return new Route(method, path, Optional.of(least), false, USUAL_FORM_BYTES, screen);
    }

    /** The same, and only for those who are not confined to a tenant. */
    public static Route engine(String method, String path, Role least, Screen screen) {
        return new Route(method, path, Optional.of(least), true, USUAL_FORM_BYTES, screen);
    }

    /** The same, taking forms of so many bytes. */
    public Route withForm(int bytes) {
        return new Route(method, path, least, engineWide, bytes, screen);
    }
}

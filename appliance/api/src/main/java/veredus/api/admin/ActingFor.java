package veredus.api.admin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For whom a program asks: the value of the request header {@link #HEADER}. The engine honours it only with the token of
 * an admin who is confined to no tenant, so that it can only narrow what the token may do. The audit log then has
 * {@code NAME via TOKEN}.
 *
 * <pre>
 * Veredus-Acting-For: kim; role=operator; tenant=acme
 * </pre>
 *
 * @param name up to 64 letters, digits and {@code . _ @ -}
 * @param tenant the only one whose queues and messages may be met; such a person is no admin
 */
public record ActingFor(String name, Role role, Optional<String> tenant) {
    public static final String HEADER = "Veredus-Acting-For";

    private static final String WORD = "[A-Za-z0-9._@-]{1,64}";
    private static final Pattern NAME = Pattern.compile(WORD);
    private static final Pattern FORM =
            Pattern.compile("(" + WORD + "); role=(viewer|operator|admin)(?:; tenant=(" + WORD + "))?");

    public ActingFor {
        if (!isName(name) || tenant.filter(text -> !isName(text)).isPresent()) {
            throw new IllegalArgumentException("a name has up to 64 letters, digits and . _ @ -");
        }
        if (tenant.isPresent() && role == Role.ADMIN) {
            throw new IllegalArgumentException("who is confined to a tenant is no admin");
        }
    }

    /** Whether a person can have that name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Reads the value of the header; absent when it is not of that form. */
    public static Optional<ActingFor> parse(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        Role role = Role.valueOf(found.group(2).toUpperCase(Locale.ROOT));
        Optional<String> tenant = Optional.ofNullable(found.group(3));
        return tenant.isPresent() && role == Role.ADMIN
                ? Optional.empty()
                : Optional.of(new ActingFor(found.group(1), role, tenant));
    }

    /** The value of the header. */
    public String text() {
        return name + "; role=" + role.name().toLowerCase(Locale.ROOT)
                + tenant.map(confined -> "; tenant=" + confined).orElse("");
    }
}

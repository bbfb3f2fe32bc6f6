package veredus.api.policy;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which domains a rule is for: {@code example.com} (that one), {@code *.example.com} (its subdomains, at any depth, not
 * itself) or {@code *} (all, also address literals). In lower-case ASCII (A-labels) without a final dot.
 *
 * @param name the domain without {@code *.}; empty for {@link Kind#ANY}
 */
public record DomainPattern(Kind kind, String name) {
    public static final DomainPattern EVERYTHING = new DomainPattern(Kind.ANY, "");

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;

    private static final Pattern LABELS = Pattern.compile(
            "(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern LITERAL = Pattern.compile("\\[[0-9a-f:.]{2,60}\\]");

    /** From the most specific on. */
    public enum Kind {
        EXACT,
        SUBDOMAINS,
        ANY
    }

    /** Reads a pattern; Unicode labels are turned into A-labels. */
    public static Optional<DomainPattern> parse(String text) {
        if (text.equals("*")) {
            return Optional.of(EVERYTHING);
        }
        boolean below = text.startsWith("*.");
        return domain(below ? text.substring(2) : text)
                .map(name -> new DomainPattern(below ? Kind.SUBDOMAINS : Kind.EXACT, name));
    }

    /** A domain or address literal in its normal form; empty where the text is none. */
    public static Optional<String> domain(String text) {
        if (isPlain(text)) {
            return Optional.of(text);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (LITERAL.matcher(lower).matches()) {
            return Optional.of(lower);
        }
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (LABELS.matcher(bare).matches()) {
            return Optional.of(bare);
        }
        try {
            String ascii = IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return LABELS.matcher(ascii).matches() ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    /** Whether the text is in its normal form without any doubt, as nearly all are; thousands of rules ask. */
    private static boolean isPlain(String text) {
        int labelStart = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (i == labelStart || i - labelStart > LONGEST_LABEL || text.charAt(i - 1) == '-') {
                    return false;
                }
                labelStart = i + 1;
            } else if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' && i > labelStart)) {
                return false;
            }
        }
        return text.length() <= LONGEST_NAME;
    }

    /** Whether {@code domain}, in its normal form, is meant. */
    public boolean matches(String domain) {
        return switch (kind) {
            case EXACT -> domain.equals(name);
            case SUBDOMAINS -> isBelow(domain, name);
            case ANY -> true;
        };
    }

    /** Whether {@code domain} is a subdomain of {@code parent}. */
    static boolean isBelow(String domain, String parent) {
        int dot = domain.length() - parent.length() - 1;
        return dot > 0 && domain.charAt(dot) == '.' && domain.endsWith(parent);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> name;
            case SUBDOMAINS -> "*." + name;
            case ANY -> "*";
        };
    }
}

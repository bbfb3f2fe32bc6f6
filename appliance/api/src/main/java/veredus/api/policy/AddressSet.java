package veredus.api.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of one condition. Whole domains are looked up, one probe for each label; only patterns with a local part
 * are tried one after the other. Immutable.
 */
final class AddressSet {
    private final List<AddressPattern> patterns = new ArrayList<>();
    private final Set<DomainPattern> wholeDomains = new HashSet<>();
    private final List<AddressPattern> others = new ArrayList<>();

    /** @param texts patterns as written; one that cannot be read means nothing */
    AddressSet(Texts texts) {
        for (String text : texts.all()) {
            AddressPattern.parse(text).ifPresent(pattern -> {
                patterns.add(pattern);
                if (pattern.local().isEmpty() && pattern.domain().isPresent()) {
                    wholeDomains.add(pattern.domain().get());
                } else {
                    others.add(pattern);
                }
            });
        }
    }

    List<AddressPattern> patterns() {
        return patterns;
    }

    boolean matches(String localPart, String domain) {
        if (!domain.isEmpty() && !wholeDomains.isEmpty() && meansAll(domain)) {
            return true;
        }
        for (AddressPattern other : others) {
            if (other.matches(localPart, domain)) {
                return true;
            }
        }
        return false;
    }

    private boolean meansAll(String domain) {
        return wholeDomains.contains(new DomainPattern(DomainPattern.Kind.EXACT, domain)) || isWithin(domain);
    }

    /** Whether it is below one of the domains, or all are meant. */
    private boolean isWithin(String domain) {
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            if (wholeDomains.contains(new DomainPattern(DomainPattern.Kind.SUBDOMAINS, domain.substring(dot + 1)))) {
                return true;
            }
        }
        return wholeDomains.contains(DomainPattern.EVERYTHING);
    }

    /** Whether every address that {@code narrow} means is in here. */
    boolean covers(AddressPattern narrow) {
        if (narrow.domain().isPresent()) {
            DomainPattern domain = narrow.domain().get();
            if (wholeDomains.contains(domain) || isWithin(domain.name())) {
                return true;
            }
        }
        return others.stream().anyMatch(other -> other.covers(narrow));
    }
}

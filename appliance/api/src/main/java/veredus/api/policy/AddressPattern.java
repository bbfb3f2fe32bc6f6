package veredus.api.policy;

import java.util.Optional;

/**
 * Which addresses a condition means: a domain pattern alone, all addresses of it; {@code LOCAL@DOMAIN}, whose local part
 * may have {@code *} in it and is compared without regard to case; or {@code <>}, the null sender.
 *
 * @param local empty for any local part
 * @param domain empty for the null sender
 */
record AddressPattern(Optional<Glob> local, Optional<DomainPattern> domain) {
    static final String NULL_SENDER = "<>";

    static Optional<AddressPattern> parse(String text) {
        if (text.equals(NULL_SENDER)) {
            return Optional.of(new AddressPattern(Optional.empty(), Optional.empty()));
        }
        int at = text.lastIndexOf('@');
        Optional<Glob> local = at < 0 ? Optional.empty() : Optional.of(Glob.of(text.substring(0, at)));
        return at == 0
                ? Optional.empty()
                : DomainPattern.parse(text.substring(at + 1))
                        .map(domain -> new AddressPattern(local, Optional.of(domain)));
    }

    /** Whether an address is meant; the null sender has an empty domain. */
    boolean matches(String localPart, String domainName) {
        if (domain.isEmpty() || domainName.isEmpty()) {
            return domain.isEmpty() && domainName.isEmpty();
        }
        return domain.get().matches(domainName)
                && (local.isEmpty() || local.get().matches(localPart));
    }

    /** Whether every address of {@code other} is meant. */
    boolean covers(AddressPattern other) {
        if (domain.isEmpty() || other.domain.isEmpty()) {
            return domain.isEmpty() && other.domain.isEmpty();
        }
        boolean localCovered =
                local.isEmpty() || other.local.isPresent() && local.get().covers(other.local.get());
        return localCovered && covers(domain.get(), other.domain.get());
    }

    private static boolean covers(DomainPattern wide, DomainPattern narrow) {
        return switch (wide.kind()) {
            case ANY -> true;
            case EXACT -> wide.equals(narrow);
            case SUBDOMAINS ->
                wide.equals(narrow)
                        || narrow.kind() != DomainPattern.Kind.ANY && DomainPattern.isBelow(narrow.name(), wide.name());
        };
    }
}

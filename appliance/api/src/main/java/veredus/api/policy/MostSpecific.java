package veredus.api.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry whose {@link DomainPattern} fits a domain best: the domain itself, then the nearest parent with
 * {@code *.}, then {@code *}. Of two entries with the same pattern the first counts. Immutable; a look-up costs one
 * hash probe for each label.
 */
public final class MostSpecific<T> {
    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> below = new HashMap<>();
    private final @Nullable T any;

    /**
     * Indexes the entries.
     *
     * @param pattern the pattern of an entry, as written; an entry whose pattern cannot be read is never found
     */
    public MostSpecific(List<T> entries, Function<T, String> pattern) {
        T forAll = null;
        for (T entry : entries) {
            Optional<DomainPattern> read = DomainPattern.parse(pattern.apply(entry));
            if (read.isEmpty()) {
                continue;
            }
            switch (read.get().kind()) {
                case EXACT -> exact.putIfAbsent(read.get().name(), entry);
                case SUBDOMAINS -> below.putIfAbsent(read.get().name(), entry);
                case ANY -> forAll = forAll == null ? entry : forAll;
            }
        }
        any = forAll;
    }

    /** The entry for {@code domain}, which is in its normal form (lower-case A-labels, no final dot). */
    public Optional<T> find(String domain) {
        T found = exact.get(domain);
        if (found != null) {
            return Optional.of(found);
        }
        if (!below.isEmpty()) {
            for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
                found = below.get(domain.substring(dot + 1));
                if (found != null) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.ofNullable(any);
    }
}

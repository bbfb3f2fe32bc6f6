package veredus.api.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules that are for a domain: their component {@code domain}, seen alike in all of them. */
final class DomainRules {
    private DomainRules() {}

    /** The domain of a rule, as written. */
    static Optional<String> domain(Record rule) {
        RecordShape.Part part = RecordShape.of(rule.getClass()).keys().get("domain");
        if (part == null) {
            return Optional.empty();
        }
        return switch (part.valueOf(rule)) {
            case String text -> Optional.of(text);
            case Optional<?> maybe -> maybe.map(String.class::cast);
            default -> Optional.empty();
        };
    }

    /** The same rule for another domain, from the same place. */
    static <R extends Record> R with(Class<R> type, R rule, String domain, Origins origins) {
        RecordShape shape = RecordShape.of(type);
        @Nullable Object[] values = new Object[shape.parts().size()];
        for (int i = 0; i < values.length; i++) {
            RecordShape.Part part = shape.parts().get(i);
            Object value = part.valueOf(rule);
            values[i] = !part.key().equals("domain") ? value : value instanceof Optional ? Optional.of(domain) : domain;
        }
        R made = type.cast(shape.make(values));
        origins.copy(rule, made);
        return made;
    }

    /** The rules with their domains in normal form: lower-case A-labels without a final dot. */
    static <R extends Record> List<R> normal(List<R> rules, Class<R> type, Origins origins) {
        var normal = new ArrayList<R>(rules.size());
        for (R rule : rules) {
            Optional<String> written = domain(rule);
            Optional<String> meant = written.flatMap(DomainPattern::parse).map(DomainPattern::toString);
            normal.add(meant.isEmpty() || meant.equals(written) ? rule : with(type, rule, meant.get(), origins));
        }
        return normal;
    }
}

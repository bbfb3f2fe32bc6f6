package veredus.engine.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import veredus.api.admin.AuditPage;
import veredus.api.admin.ExplainQuery;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.SiteQuery;
import veredus.mail.address.Domain;

/** Reads the parameters of requests; refuses those that it does not know, for a misspelt one would mean something else. */
final class Queries {
    static final int USUAL_LIMIT = 100;

    private static final int LONGEST_AGE_SECONDS = 999_999_999;
    private static final List<String> FILTER = List.of(
            "queue",
            "domain",
            "tenant",
            "campaign",
            "pool",
            "route",
            "recipient",
            "sender",
            "older-than",
            "site",
            "vmta");

    private Queries() {}

    /** The one parameter that is asked with. */
    static String only(Ask ask, String name) {
        ask.onlyParameters(Set.of(name));
        return ask.parameter(name)
                .orElseThrow(() -> AdminRefusal.unprocessable("the parameter " + name + " is missing"));
    }

    static void none(Ask ask) {
        ask.onlyParameters(Set.of());
    }

    static Domain domain(Ask ask) {
        String text = only(ask, "domain");
        return Domain.parse(text)
                .orElseThrow(() -> AdminRefusal.unprocessable("the parameter domain is no domain: " + text));
    }

    static QueueQuery queues(Ask ask) {
        ask.onlyParameters(Set.of("sort", "filter", "limit", "route", "site", "vmta"));
        return new QueueQuery(
                word(ask, "sort", QueueQuery.Sort.DELIVERIES),
                ask.parameter("filter").orElse(""),
                limit(ask),
                ask.parameter("route"),
                ask.parameter("site"),
                ask.parameter("vmta"));
    }

    static GroupQuery groups(Ask ask) {
        ask.onlyParameters(Set.of("by", "filter", "limit", "site", "vmta"));
        return new GroupQuery(
                word(ask, "by", GroupQuery.By.DOMAIN),
                ask.parameter("filter").orElse(""),
                limit(ask),
                ask.parameter("site"),
                ask.parameter("vmta"));
    }

    static SiteQuery sites(Ask ask) {
        ask.onlyParameters(Set.of("sort", "site", "limit", "vmta"));
        return new SiteQuery(
                word(ask, "sort", SiteQuery.Sort.QUEUED),
                ask.parameter("site").orElse(""),
                ask.parameter("vmta"),
                limit(ask));
    }

    private static int limit(Ask ask) {
        return ask.number("limit", USUAL_LIMIT, 1, QueueQuery.MOST);
    }

    /** A constant of the enum of {@code usual}, in lower case. */
    private static <E extends Enum<E>> E word(Ask ask, String name, E usual) {
        List<E> all = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
        Optional<String> given = ask.parameter(name);
        if (given.isEmpty()) {
            return usual;
        }
        return all.stream()
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(given.get()))
                .findFirst()
                .orElseThrow(() -> AdminRefusal.unprocessable(name + " is one of "
                        + all.stream()
                                .map(known -> known.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    /** The conditions of a filter, and beside them only the parameters {@code others}. */
    static QueueFilter filter(Ask ask, String... others) {
        var known = new LinkedHashSet<>(FILTER);
        known.addAll(List.of(others));
        ask.onlyParameters(known);
        return new QueueFilter(
                ask.parameter("queue"),
                ask.parameter("domain"),
                ask.parameter("tenant"),
                ask.parameter("campaign"),
                ask.parameter("pool"),
                ask.parameter("route"),
                ask.parameter("recipient"),
                ask.parameter("sender"),
                ask.parameter("older-than")
                        .map(text -> Duration.ofSeconds(ask.number("older-than", 0, 0, LONGEST_AGE_SECONDS))),
                false,
                ask.parameter("site"),
                ask.parameter("vmta"));
    }

    /** Since when the audit log is asked for. */
    static Optional<Instant> since(Ask ask) {
        ask.onlyParameters(Set.of("since", "limit"));
        try {
            return ask.parameter("since").map(Instant::parse);
        } catch (DateTimeParseException noTime) {
            throw AdminRefusal.unprocessable("since is a time such as 2026-11-25T12:00:00Z");
        }
    }

    static int auditLimit(Ask ask) {
        return ask.number("limit", USUAL_LIMIT, 1, AuditPage.MOST);
    }

    static ExplainQuery explain(Ask ask) {
        ask.onlyParameters(Set.of("domain", "vmta", "tenant", "campaign", "sender", "user", "listener"));
        return new ExplainQuery(
                ask.parameter("domain")
                        .orElseThrow(() -> AdminRefusal.unprocessable("the parameter domain is missing")),
                ask.parameter("vmta"),
                ask.parameter("tenant"),
                ask.parameter("campaign"),
                ask.parameter("sender"),
                ask.parameter("user"),
                ask.parameter("listener"));
    }
}

package veredus.api.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files in {@code shaping.d}, one table of {@code [[limit]]}: a limit that several paths and queues share. It is for the
 * mail for which all its conditions hold; one with several values holds when one of them fits, and without conditions it
 * is for all mail. All that match hold at once, together with the limits of the path: none overrides another.
 *
 * @param name by which metrics and answers call it
 * @param pool the pool or vMTA that the mail was given to
 * @param vmta the vMTA that sends it
 * @param campaign with {@code *}; an empty text for none
 * @param route the named route; an empty text for that of the domain
 * @param domain matches the recipient's domain: patterns
 * @param mx matches the site's mail exchangers: a suffix that all of them must have
 * @param each what has a count of its own for each value; without it there is one count for all that matches
 * @param messageRate deliveries (a message to one domain) that are let go in a time
 * @param maxConnections deliveries that are on their way at once
 * @param origins where each key that is set stands, by its name in the file
 */
public record LimitRule(
        Optional<String> name,
        Optional<Texts> tenant,
        Optional<Texts> pool,
        Optional<Texts> vmta,
        Optional<Texts> campaign,
        Optional<Texts> route,
        Optional<Texts> domain,
        Optional<Texts> mx,
        List<Each> each,
        Optional<Rate> messageRate,
        @Range(min = "1", max = "1000000") Optional<Integer> maxConnections,
        Map<String, Origin> origins,
        Origin origin) {
    public LimitRule {
        each = List.copyOf(each);
    }

    /** What can have a count of its own. */
    public enum Each {
        TENANT,
        POOL,
        VMTA,
        CAMPAIGN,
        DOMAIN,
        SITE
    }

    /** Whether it sets anything that can be reached. */
    public boolean limits() {
        return maxConnections.isPresent()
                || messageRate.filter(rate -> !rate.isUnlimited()).isPresent();
    }

    /** Its conditions, for people: {@code tenant=acme mx=google.com}; {@code all} where it has none. */
    public String conditions() {
        String all = Stream.of(
                        shown("tenant", tenant),
                        shown("pool", pool),
                        shown("vmta", vmta),
                        shown("campaign", campaign),
                        shown("route", route),
                        shown("domain", domain),
                        shown("mx", mx))
                .flatMap(parts -> parts)
                .collect(Collectors.joining(" "));
        return all.isEmpty() ? "all" : all;
    }

    /** Its name, or else its conditions and what has counts of its own. */
    public String title() {
        return name.orElseGet(() -> each.isEmpty() ? conditions() : conditions() + " each=" + Written.of(each));
    }

    /** The same as somebody who is confined to {@code only} may see it: without the names of other tenants. */
    public LimitRule seenBy(String only) {
        return tenant.isEmpty()
                ? this
                : new LimitRule(
                        name,
                        Optional.of(Texts.of(only)),
                        pool,
                        vmta,
                        campaign,
                        route,
                        domain,
                        mx,
                        each,
                        messageRate,
                        maxConnections,
                        origins,
                        origin);
    }

    /** Where that key stands; the table where it is not set. */
    public Origin at(String key) {
        return origins.getOrDefault(key, origin);
    }

    private static Stream<String> shown(String key, Optional<Texts> value) {
        return value.stream().map(given -> key + "=" + given);
    }
}

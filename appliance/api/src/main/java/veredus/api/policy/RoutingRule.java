package veredus.api.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code rules.toml}, one table of {@code [[rule]]}: what is decided of a message when it comes in. The first rule of
 * which all conditions hold counts, in the order of reading, and only that one. A condition with several values holds
 * when one of them fits; a rule without conditions is for all mail.
 *
 * @param sender the envelope sender: domain patterns, {@code local@domain}, or {@code <>}
 * @param recipient the same for each recipient by itself
 * @param header fields that the message must have, each of them
 * @param user as whom the client authenticated; an empty text for nobody
 * @param campaign what the message names, with {@code *}; an empty text for none
 * @param setPool the pool or vMTA of the mail
 * @param setRoute the named route that the mail takes instead of its domain's
 * @param override whether the rule stands above what the message names itself
 */
public record RoutingRule(
        Optional<Texts> sender,
        Optional<Texts> recipient,
        List<Field> header,
        Optional<Texts> user,
        Optional<Texts> listener,
        Optional<Texts> tenant,
        Optional<Texts> campaign,
        Optional<String> setPool,
        Optional<String> setCampaign,
        @Range(min = "0", max = "9") Optional<Integer> setPriority,
        Optional<String> setRoute,
        @Default("false") boolean override,
        Origin origin) {

    /** Characters of a rule's conditions that are shown. */
    private static final int SHOWN = 200;

    /**
     * A header field that is there with such a value.
     *
     * @param value with {@code *} for any characters; compared without regard to case and surrounding blanks
     */
    public record Field(String name, @Default("*") Texts value) {}

    /** Its conditions, for people: {@code sender=a.example campaign=spring*}; {@code all} where it has none. */
    public String conditions() {
        String all = Stream.of(
                        shown("sender", sender),
                        shown("recipient", recipient),
                        header.stream().map(field -> "header=" + field.name() + ":" + field.value()),
                        shown("user", user),
                        shown("listener", listener),
                        shown("tenant", tenant),
                        shown("campaign", campaign))
                .flatMap(parts -> parts)
                .collect(Collectors.joining(" "));
        return all.isEmpty() ? "all" : all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "...";
    }

    /** What it decides, for people: {@code pool=bulk route=relay}; {@code nothing} where it only exempts mail. */
    public String results() {
        String all = Stream.of(
                        shown("pool", setPool),
                        shown("campaign", setCampaign),
                        shown("priority", setPriority),
                        shown("route", setRoute))
                .flatMap(parts -> parts)
                .collect(Collectors.joining(" "));
        return all.isEmpty() ? "nothing" : all;
    }

    private static Stream<String> shown(String key, Optional<?> value) {
        return value.stream().map(given -> key + "=" + given);
    }
}

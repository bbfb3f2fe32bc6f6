package veredus.api.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/**
 * The conditions of a routing rule, ready to be asked. A list that is empty is no condition.
 *
 * @param campaign patterns
 */
record RuleConditions(
        Optional<AddressSet> sender,
        Optional<AddressSet> recipient,
        List<Field> header,
        List<String> user,
        List<String> listener,
        List<String> tenant,
        List<Glob> campaign) {

    /** @param name in lower case */
    record Field(String name, List<Glob> values) {}

    RuleConditions(RoutingRule rule) {
        this(
                rule.sender().map(AddressSet::new),
                rule.recipient().map(AddressSet::new),
                rule.header().stream().map(RuleConditions::field).toList(),
                names(rule.user()),
                names(rule.listener()),
                names(rule.tenant()),
                rule.campaign().map(RuleConditions::globs).orElse(List.of()));
    }

    private static Field field(RoutingRule.Field field) {
        return new Field(field.name().toLowerCase(Locale.ROOT), globs(field.value()));
    }

    private static List<Glob> globs(Texts texts) {
        return texts.all().stream().map(Glob::of).toList();
    }

    private static List<String> names(Optional<Texts> texts) {
        return texts.map(Texts::all).orElse(List.of());
    }

    /** The same for some of the senders. */
    RuleConditions from(AddressSet some) {
        return new RuleConditions(Optional.of(some), recipient, header, user, listener, tenant, campaign);
    }

    /** The same for some of the recipients. */
    RuleConditions to(AddressSet some) {
        return new RuleConditions(sender, Optional.of(some), header, user, listener, tenant, campaign);
    }

    /** Whether all of them hold; the cheap ones are asked first. */
    boolean hold(Letter letter, String localPart, String domain) {
        return named(user, letter.user())
                && named(listener, letter.listener())
                && named(tenant, letter.tenant())
                && (campaign.isEmpty() || any(campaign, letter.campaign()))
                && (recipient.isEmpty() || recipient.get().matches(localPart, domain))
                && (sender.isEmpty() || isFrom(sender.get(), letter.sender()))
                && header.stream().allMatch(field -> has(letter, field));
    }

    private static boolean named(List<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    private static boolean any(List<Glob> globs, String text) {
        return globs.stream().anyMatch(glob -> glob.matches(text));
    }

    private static boolean isFrom(AddressSet senders, ReversePath sender) {
        return switch (sender) {
            case ReversePath.Null nobody -> senders.matches("", "");
            case ReversePath.Of(Mailbox mailbox) ->
                senders.matches(mailbox.localPart(), mailbox.domain().name());
        };
    }

    private static boolean has(Letter letter, Field field) {
        return letter.header().apply(field.name()).stream().anyMatch(value -> any(field.values(), value));
    }

    /** Whether these hold wherever {@code narrow} do, as far as that is plain to see. */
    boolean cover(RuleConditions narrow) {
        return covers(sender, narrow.sender)
                && covers(recipient, narrow.recipient)
                && header.stream().allMatch(field -> narrow.header.stream().anyMatch(other -> covers(field, other)))
                && coversNames(user, narrow.user)
                && coversNames(listener, narrow.listener)
                && coversNames(tenant, narrow.tenant)
                && (campaign.isEmpty() || !narrow.campaign.isEmpty() && coversGlobs(campaign, narrow.campaign));
    }

    private static boolean covers(Optional<AddressSet> wide, Optional<AddressSet> narrow) {
        return wide.isEmpty()
                || narrow.isPresent() && narrow.get().patterns().stream().allMatch(wide.get()::covers);
    }

    private static boolean covers(Field wide, Field narrow) {
        return wide.name().equals(narrow.name()) && coversGlobs(wide.values(), narrow.values());
    }

    private static boolean coversGlobs(List<Glob> wide, List<Glob> narrow) {
        return narrow.stream().allMatch(one -> wide.stream().anyMatch(glob -> glob.covers(one)));
    }

    private static boolean coversNames(List<String> wide, List<String> narrow) {
        return wide.isEmpty() || !narrow.isEmpty() && wide.containsAll(narrow);
    }
}

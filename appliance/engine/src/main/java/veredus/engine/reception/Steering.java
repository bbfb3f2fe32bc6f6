package veredus.engine.reception;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import veredus.api.policy.DomainPattern;
import veredus.api.policy.HeaderPolicy;
import veredus.api.policy.Tenant;
import veredus.mail.address.ReversePath;
import veredus.mail.message.HeaderField;
import veredus.mail.message.Headers;
import veredus.mail.smtp.Reply;

/**
 * What a message's own header asks of us, and whether it may. Pure: no clock, no spool, no log.
 *
 * @param tenant whose mail it is
 * @param wishes what it names of what rules decide too
 * @param captured header fields for accounting, by lower-case name
 */
record Steering(
        String tenant, Wishes wishes, Optional<Instant> notBefore, String envelopeId, Map<String, String> captured) {
    /** The longest name of a campaign, a pool or a tenant, and the longest envelope id, in characters. */
    static final int MAX_WORD = 200;

    /** The longest value that is kept for accounting; more is cut off. */
    static final int MAX_CAPTURED = 1000;

    /** Yes, as it says, or why not. */
    sealed interface Decision {
        record Granted(Steering steering) implements Decision {}

        record Refused(Reply reply) implements Decision {}
    }

    static Decision decide(Submission submission, Headers headers) {
        Roster roster = submission.roster();
        HeaderPolicy policy = roster.policy().headers();
        Optional<String> wantedTenant = first(headers, policy.tenant());
        String tenantName = wantedTenant.orElse(submission.client().tenant());
        boolean other = !tenantName.equals(submission.client().tenant());
        Optional<Tenant> tenant = roster.tenant(tenantName);
        if (other && (!submission.client().mayChooseTenant() || tenant.isEmpty())) {
            return refused(Refusal.TENANT_NOT_YOURS);
        }
        if (tenant.isPresent() && !maySend(tenant.get(), submission.sender())) {
            return refused(Refusal.SENDER_NOT_YOURS);
        }

        Optional<String> wantedPool = first(headers, policy.pool());
        if (wantedPool.isPresent() && !roster.hasPool(wantedPool.get())) {
            return refused(Refusal.POOL_UNKNOWN);
        }
        if (wantedPool.isPresent() && tenant.isPresent() && !tenant.get().mayUse(wantedPool.get())) {
            return refused(Refusal.POOL_NOT_YOURS);
        }
        Optional<Integer> priority = Optional.empty();
        Optional<String> wantedPriority = first(headers, policy.priority());
        if (wantedPriority.isPresent()) {
            String digit = wantedPriority.get();
            if (digit.length() != 1 || digit.charAt(0) < '0' || digit.charAt(0) > '9') {
                return refused(Refusal.BAD_PRIORITY);
            }
            priority = Optional.of(digit.charAt(0) - '0');
        }
        Optional<String> wantedTime = first(headers, policy.schedule());
        Optional<Instant> notBefore = wantedTime.flatMap(Schedules::parse);
        if (wantedTime.isPresent() && notBefore.isEmpty()) {
            return refused(Refusal.BAD_SCHEDULE);
        }
        Optional<String> campaign = first(headers, policy.campaign());
        // What was said in MAIL stands above the header.
        String envelopeId = submission
                .parameters()
                .envelopeId()
                .or(() -> first(headers, policy.envelopeId()))
                .orElse("");
        if (!isWord(campaign.orElse("")) || !isWord(envelopeId)) {
            return refused(Refusal.BAD_WORD);
        }
        return new Decision.Granted(new Steering(
                tenantName,
                new Wishes(wantedPool, campaign, priority),
                notBefore,
                envelopeId,
                captured(headers, policy.captured())));
    }

    /** Names of the fields that do not go out, in lower case. */
    static Set<String> removed(HeaderPolicy policy) {
        var names = new TreeSet<String>();
        for (List<String> list : List.of(
                policy.pool(),
                policy.campaign(),
                policy.envelopeId(),
                policy.tenant(),
                policy.priority(),
                policy.schedule(),
                policy.removed())) {
            list.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    static boolean maySend(Tenant tenant, ReversePath sender) {
        return switch (sender) {
            // Nobody's in particular: bounces and reports come from it.
            case ReversePath.Null nobody -> true;
            case ReversePath.Of(var mailbox) ->
                tenant.senderDomains().isEmpty()
                        || tenant.senderDomains().stream()
                                .flatMap(domain -> DomainPattern.parse(domain).stream())
                                .anyMatch(domain ->
                                        domain.matches(mailbox.domain().name()));
        };
    }

    /** The value of the first alias that is there and says something. */
    private static Optional<String> first(Headers headers, List<String> aliases) {
        for (String alias : aliases) {
            Optional<String> value = headers.find(alias).map(HeaderField::value).filter(text -> !text.isEmpty());
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static boolean isWord(String text) {
        return text.length() <= MAX_WORD && text.chars().noneMatch(c -> c < ' ' || c == 0x7F || c == 0xFFFD);
    }

    private static Map<String, String> captured(Headers headers, List<String> names) {
        var kept = new LinkedHashMap<String, String>();
        for (String name : names) {
            headers.find(name)
                    .map(HeaderField::value)
                    .ifPresent(value -> kept.put(
                            name.toLowerCase(Locale.ROOT), value.substring(0, Math.min(value.length(), MAX_CAPTURED))));
        }
        return kept;
    }

    private static Decision refused(Reply reply) {
        return new Decision.Refused(reply);
    }
}

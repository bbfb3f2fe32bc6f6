package veredus.engine.reception;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.api.policy.Letter;
import veredus.api.policy.RoutingRules;
import veredus.api.policy.Tenant;
import veredus.engine.envelope.Recipient;
import veredus.mail.message.HeaderField;
import veredus.mail.message.Headers;

/**
 * The recipients of a message for whom the same is decided. Without rules for recipients there is one share, which has
 * them all; each further one becomes a message of its own.
 *
 * @param recipients numbered from 0
 */
record Share(Placement placement, List<Recipient> recipients) {
    /** Shares of one message: each of them is written to the spool. */
    static final int MOST = 20;

    /** The shares in the order of their first recipients; asks the rules once where they do not ask for recipients. */
    static List<Share> of(Submission submission, Steering steering, Headers headers) {
        Roster roster = submission.roster();
        RoutingRules rules = roster.rules();
        Client client = submission.client();
        Optional<Tenant> tenant = roster.tenant(steering.tenant());
        String defaultPool = roster.policy().server().defaultPool();
        if (rules.isEmpty()) {
            var placement = Placement.of(steering.wishes(), Optional.empty(), tenant, defaultPool);
            return List.of(new Share(placement, submission.recipients()));
        }
        Map<String, List<String>> asked = new HashMap<>();
        var letter = new Letter(
                submission.sender(),
                name -> asked.computeIfAbsent(
                        name,
                        field -> headers.all(field).stream()
                                .map(HeaderField::value)
                                .toList()),
                client.source().user(),
                client.listener().name(),
                steering.tenant(),
                steering.wishes().campaign().orElse(""));
        if (!rules.asksForRecipients()) {
            var rule = rules.find(letter, submission.recipients().getFirst().address());
            roster.matched(rule, submission.recipients().size());
            return List.of(
                    new Share(Placement.of(steering.wishes(), rule, tenant, defaultPool), submission.recipients()));
        }
        Map<Placement, List<Recipient>> groups = new LinkedHashMap<>();
        for (Recipient recipient : submission.recipients()) {
            var rule = rules.find(letter, recipient.address());
            roster.matched(rule, 1);
            var placement = Placement.of(steering.wishes(), rule, tenant, defaultPool);
            List<Recipient> group = groups.computeIfAbsent(placement, unused -> new ArrayList<>());
            group.add(new Recipient(
                    group.size(), recipient.address(), recipient.notifyOn(), recipient.originalRecipient()));
        }
        var shares = new ArrayList<Share>(groups.size());
        groups.forEach((placement, recipients) -> shares.add(new Share(placement, recipients)));
        return shares;
    }
}

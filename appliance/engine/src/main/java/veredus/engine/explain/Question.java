package veredus.engine.explain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import veredus.api.admin.ExplainQuery;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Policy;
import veredus.api.policy.Spelling;
import veredus.api.policy.Tenant;
import veredus.api.policy.User;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMtaPool;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/**
 * Which mail is asked about.
 *
 * @param recipient the whole address, where it is asked about one
 * @param vmta the vMTA or pool it names; empty where it names none
 * @param tenant whose it is
 * @param campaign may be empty
 * @param user as whom its client logged in; empty for nobody
 * @param header the values of its header fields, by lower-case name
 * @param listener through which it comes in; empty for the first one
 */
public record Question(
        Domain domain,
        Optional<Mailbox> recipient,
        Optional<String> vmta,
        String tenant,
        String campaign,
        Optional<ReversePath> sender,
        String user,
        Map<String, List<String>> header,
        Optional<String> listener) {
    private static final String USUAL_TENANT = "default";

    /**
     * What somebody asks, in the names of {@code policy}.
     *
     * @throws IllegalArgumentException when a name is not known or an address is none, with what was likely meant
     */
    public static Question of(ExplainQuery query, Map<String, List<String>> header, Policy policy) {
        String text = query.domain();
        Optional<Mailbox> recipient = text.indexOf('@') < 0
                ? Optional.empty()
                : Optional.of(Mailbox.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not an address")));
        Domain domain = recipient
                .map(Mailbox::domain)
                .or(() -> Domain.parse(text.endsWith(".") ? text.substring(0, text.length() - 1) : text))
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a domain"));
        Optional<ReversePath> sender = query.sender()
                .map(from -> ReversePath.parse(from)
                        .orElseThrow(() -> new IllegalArgumentException("'" + from + "' is not an address")));
        String tenant = query.tenant().orElse(USUAL_TENANT);
        known(
                "vMTA or pool",
                query.vmta(),
                Stream.concat(
                        policy.pools().stream().map(VirtualMtaPool::name),
                        policy.vmtas().stream().map(VirtualMta::name)));
        known("tenant", Optional.of(tenant), policy.tenants().stream().map(Tenant::name));
        known("listener", query.listener(), policy.listeners().stream().map(ListenerPolicy::name));
        known("user", query.user(), policy.users().stream().map(User::name));
        return new Question(
                domain,
                recipient,
                query.vmta(),
                owner(query.user(), policy).orElse(tenant),
                query.campaign().orElse(""),
                sender,
                query.user().orElse(""),
                header,
                query.listener());
    }

    /** Mail of a user is that of its tenant. */
    private static Optional<String> owner(Optional<String> user, Policy policy) {
        return policy.users().stream()
                .filter(one -> user.filter(one.name()::equals).isPresent())
                .map(User::tenant)
                .findFirst();
    }

    private static void known(String noun, Optional<String> name, Stream<String> known) {
        List<String> names = known.toList();
        if (name.isPresent() && !names.contains(name.get())) {
            throw new IllegalArgumentException("there is no " + noun + " '" + name.get() + "'"
                    + Spelling.nearest(name.get(), names)
                            .map(meant -> "; did you mean '" + meant + "'?")
                            .orElse("; there are " + String.join(", ", names)));
        }
    }
}

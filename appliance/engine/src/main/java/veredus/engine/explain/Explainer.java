package veredus.engine.explain;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import veredus.api.policy.DomainPattern;
import veredus.api.policy.Durability;
import veredus.api.policy.Explanation;
import veredus.api.policy.Letter;
import veredus.api.policy.LimitRules;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.MostSpecific;
import veredus.api.policy.Origin;
import veredus.api.policy.Origins;
import veredus.api.policy.PathRules.Setting;
import veredus.api.policy.Policy;
import veredus.api.policy.RecordDefaults;
import veredus.api.policy.RetryRule;
import veredus.api.policy.Route;
import veredus.api.policy.RoutingRule;
import veredus.api.policy.Tenant;
import veredus.api.policy.User;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMtaPool;
import veredus.api.policy.Written;
import veredus.engine.egress.EgressPath;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.OwnAddresses;
import veredus.engine.egress.PathResolver;
import veredus.engine.egress.Resolution;
import veredus.engine.egress.SiteName;
import veredus.engine.egress.SourcePicker;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.QueueName;
import veredus.engine.policy.PolicyInForce;
import veredus.engine.reception.Client;
import veredus.engine.reception.Placement;
import veredus.engine.reception.Roster;
import veredus.engine.reception.Wishes;
import veredus.mail.address.Domain;
import veredus.mail.address.ReversePath;
import veredus.world.Dns;
import veredus.world.Network;
import veredus.world.Time;

/**
 * Answers with the engine's own rooms: the resolver, the pools, the limits in force. Blocks for the DNS; its pools start
 * at their first turn. Used by one thread.
 */
public final class Explainer {
    private final Policy policy;
    private final Origins origins;
    private final PolicyInForce inForce;
    private final Roster roster;
    private final MostSpecific<Route> routes;
    private final PathResolver resolver;
    private final SourcePicker sources;

    /** @param origins where the records of {@code policy} stand */
    public Explainer(Policy policy, Origins origins, Dns dns, Network network, Time time) {
        this.policy = policy;
        this.origins = origins;
        this.inForce = new PolicyInForce(policy);
        this.roster = new Roster(policy);
        this.routes = new MostSpecific<>(policy.routes(), Route::pattern);
        this.resolver = new PathResolver(dns, time, inForce, new OwnAddresses(network, time));
        this.sources = new SourcePicker(inForce);
    }

    /** What becomes of such mail. Never throws for what the DNS says; that is in the answer. */
    public Explanation explain(Question question) {
        Optional<RoutingRule> rule = rule(question);
        var wishes = new Wishes(
                question.vmta(),
                Optional.of(question.campaign()).filter(campaign -> !campaign.isEmpty()),
                Optional.empty());
        var placement =
                Placement.of(wishes, rule, tenant(question), policy.server().defaultPool());
        return explain(question, rule, placement);
    }

    /** What becomes of mail that waits in {@code queue}: what was decided at its reception stays. */
    public Explanation explain(QueueName queue) {
        var question = new Question(
                queue.domain(),
                Optional.empty(),
                Optional.of(queue.usedPool()),
                queue.tenant(),
                queue.campaign(),
                Optional.empty(),
                "",
                Map.of(),
                Optional.empty());
        var placement = new Placement(queue.campaign(), queue.usedPool(), Envelope.USUAL_PRIORITY, queue.route());
        return explain(question, Optional.empty(), placement);
    }

    private Optional<Tenant> tenant(Question question) {
        return policy.tenants().stream()
                .filter(one -> one.name().equals(question.tenant()))
                .findFirst();
    }

    private Explanation explain(Question question, Optional<RoutingRule> rule, Placement placement) {
        Domain domain = question.domain();
        Optional<Tenant> tenant = tenant(question);
        String pool = placement.pool();
        var queue = new QueueName(question.tenant(), placement.campaign(), domain, pool, placement.route());
        String vmta = sources.pick(pool, queue.hashCode()).map(VirtualMta::name).orElse("");
        Resolution where = resolver.resolve(domain, placement.route());

        String site = "";
        String ends = "";
        List<MailExchanger> exchangers = List.of();
        Optional<Route> route = route(domain, placement.route());
        switch (where) {
            case Resolution.Hosts resolved -> {
                boolean isOwn = inForce.isSiteOfItsOwn(domain);
                site = (isOwn ? resolved.atSiteOf(domain, placement.route()) : resolved)
                        .site()
                        .name();
                exchangers = resolved.exchangers();
                route = resolved.route();
                ends = vmta.isEmpty() ? "no vMTA of " + pool + " can be used: mail waits" : "";
            }
            case Resolution.Nowhere(var outcome, var valid) -> ends = outcome.detail();
        }
        boolean sent = !site.isEmpty() && !vmta.isEmpty();
        List<Explanation.Value> limits = new ArrayList<>();
        if (sent) {
            limits.addAll(limits(domain, exchangers, vmta, route));
            limits.addAll(shared(new LimitRules.Mail(
                    question.tenant(),
                    placement.campaign(),
                    domain.name(),
                    pool,
                    placement.route(),
                    vmta,
                    site,
                    exchangers.stream().map(MailExchanger::host).toList())));
        }
        List<Explanation.Value> retry = retry(domain);
        List<String> notes = notes(question, tenant);
        if (!placement.route().isEmpty() && !policy.hasRoute(placement.route())) {
            notes.add("there is no route " + placement.route() + " any more: it goes as mail without one");
        }
        Stream.concat(limits.stream(), retry.stream())
                .forEach(value -> origins.macros(value.origin())
                        .ifPresent(how -> notes.add(value.name() + " at " + value.origin() + " is " + how)));
        sender(vmta)
                .ifPresent(source -> Stream.of("addresses", "ehlo", "proxy")
                        .forEach(key -> macros(source, key)
                                .forEach(how -> notes.add(key + " of vMTA " + vmta + " is " + how))));
        return new Explanation(
                domain.name(),
                site,
                exchangers.stream()
                        .map(host -> new Explanation.Exchanger(host.host(), host.port(), host.preference()))
                        .toList(),
                rule.map(one ->
                        new Explanation.RuleUsed(one.conditions(), one.results(), one.override(), origins.of(one, ""))),
                route.map(way -> used(way, policy.hasRoute(placement.route()) ? placement.route() : "")),
                question.tenant(),
                placement.campaign(),
                placement.priority(),
                pool,
                members(pool),
                vmta,
                sent ? new EgressPath(vmta, new SiteName(site)).toString() : "",
                limits,
                retry,
                durability(tenant, listener(question)),
                ends,
                proxy(vmta),
                notes);
    }

    private Optional<VirtualMta> sender(String vmta) {
        return policy.vmtas().stream().filter(one -> one.name().equals(vmta)).findFirst();
    }

    /** How the value of {@code key}, or the elements of its list, are written with macros. */
    private List<String> macros(VirtualMta vmta, String key) {
        return Stream.concat(
                        Stream.of(origins.of(vmta, key)),
                        IntStream.range(0, vmta.addresses().size()).mapToObj(i -> origins.of(vmta, key, i)))
                .distinct()
                .flatMap(at -> origins.macros(at).stream())
                .toList();
    }

    /** The rule that reception would find. */
    private Optional<RoutingRule> rule(Question question) {
        var letter = new Letter(
                question.sender().orElse(ReversePath.NULL),
                name -> question.header().getOrDefault(name, List.of()),
                question.user(),
                listener(question).name(),
                question.tenant(),
                question.campaign());
        return question.recipient()
                .map(recipient -> roster.rules().find(letter, recipient))
                .orElseGet(() -> roster.rules().find(letter, question.domain()));
    }

    /** The route of mail that goes nowhere; of other mail the resolver says it. */
    private Optional<Route> route(Domain domain, String name) {
        return policy.hasRoute(name)
                ? policy.routes().stream()
                        .filter(route -> route.name().filter(name::equals).isPresent())
                        .findFirst()
                : routes.find(domain.name());
    }

    private Explanation.RouteUsed used(Route route, String name) {
        return new Explanation.RouteUsed(
                name,
                route.pattern(),
                Written.of(route.action()),
                origins.of(route, name.isEmpty() ? "domain" : "name"));
    }

    private String proxy(String vmta) {
        return sender(vmta).stream()
                .flatMap(one -> one.proxy().stream())
                .flatMap(name ->
                        policy.proxies().stream().filter(proxy -> proxy.name().equals(name)))
                .map(proxy -> proxy.name() + ", " + Written.of(proxy.type()) + " at " + proxy.host() + ":"
                        + proxy.port() + ", set at " + origins.of(proxy, "name"))
                .findFirst()
                .orElse("");
    }

    private List<Explanation.Member> members(String pool) {
        for (VirtualMtaPool one : policy.pools()) {
            if (one.name().equals(pool)) {
                return one.members().stream()
                        .map(member -> new Explanation.Member(member.vmta(), member.weight(), isEnabled(member.vmta())))
                        .toList();
            }
        }
        return List.of(new Explanation.Member(pool, 100, isEnabled(pool)));
    }

    private boolean isEnabled(String vmta) {
        return policy.vmtas().stream().anyMatch(one -> one.name().equals(vmta) && one.enabled());
    }

    private List<Explanation.Value> limits(
            Domain domain, List<MailExchanger> exchangers, String vmta, Optional<Route> route) {
        List<String> hosts = exchangers.stream().map(MailExchanger::host).toList();
        var limits = new ArrayList<Explanation.Value>();
        for (var explained : inForce.explain(domain, hosts, vmta)) {
            var value = new Explanation.Value(
                    explained.key(), explained.value(), explained.origin(), explained.overrides());
            limits.add(explained.key().equals("tls") ? overRoute(value, route) : value);
        }
        return limits;
    }

    /** The limits that other paths and queues share with it; all of them hold. */
    private List<Explanation.Value> shared(LimitRules.Mail mail) {
        var limits = new ArrayList<Explanation.Value>();
        for (LimitRules.Match match : inForce.sharedLimits().matching(mail)) {
            for (String key : List.of("message-rate", "max-connections")) {
                String value = Written.of(match.rule(), key);
                if (!value.isEmpty()) {
                    limits.add(new Explanation.Value(
                            key + " of limit " + match.rule().title(),
                            value + " together for " + match.counted(),
                            match.rule().at(key),
                            List.of()));
                }
            }
        }
        return limits;
    }

    /** What a route says of TLS stands above the shaping rules. */
    private Explanation.Value overRoute(Explanation.Value rules, Optional<Route> route) {
        if (route.flatMap(Route::tls).isEmpty()) {
            return rules;
        }
        var overrides = new ArrayList<Setting>();
        overrides.add(new Setting(rules.value(), rules.origin()));
        overrides.addAll(rules.overrides());
        Route way = route.orElseThrow();
        return new Explanation.Value(
                rules.name(), Written.of(way.tls().orElseThrow()), origins.of(way, "tls"), overrides);
    }

    /** The most specific rule holds with all of its values; wider ones are what would hold without it. */
    private List<Explanation.Value> retry(Domain domain) {
        RetryRule rule = inForce.retry(domain);
        List<RetryRule> wider = policy.retries().stream()
                .filter(other -> other != rule
                        && DomainPattern.parse(other.domain())
                                .filter(pattern -> pattern.matches(domain.name()))
                                .isPresent())
                .sorted(Comparator.comparingInt(other -> -other.domain().length()))
                .toList();
        return Stream.of("intervals", "jitter", "expire-after", "delay-notice-after", "backoff-intervals")
                .map(key -> {
                    var overrides = new ArrayList<Setting>();
                    wider.forEach(other -> overrides.add(new Setting(
                            Written.of(other, key),
                            origins.isSet(other, key) ? origins.of(other, key) : other.origin())));
                    if (rule.origin().line() > 0) {
                        overrides.add(
                                new Setting(Written.of(RecordDefaults.of(RetryRule.class), key), Origin.BUILT_IN));
                    }
                    return new Explanation.Value(
                            key,
                            Written.of(rule, key),
                            origins.isSet(rule, key) ? origins.of(rule, key) : Origin.BUILT_IN,
                            overrides);
                })
                .toList();
    }

    private Explanation.Value durability(Optional<Tenant> tenant, ListenerPolicy listener) {
        Durability own = listener.durability();
        Origin at = origins.isSet(listener, "durability") ? origins.of(listener, "durability") : Origin.BUILT_IN;
        Optional<Durability> above = tenant.flatMap(Tenant::durability);
        return above.isEmpty()
                ? new Explanation.Value("durability", Written.of(own), at, List.of())
                : new Explanation.Value(
                        "durability",
                        Written.of(above.get()),
                        origins.of(tenant.orElseThrow(), "durability"),
                        List.of(new Setting(Written.of(own), at)));
    }

    /** The one that is asked about, else the first of that tenant, else the first. */
    private ListenerPolicy listener(Question question) {
        return policy.listeners().stream()
                .filter(listener -> question.listener()
                        .map(listener.name()::equals)
                        .orElse(listener.tenant().equals(question.tenant())))
                .findFirst()
                .orElseGet(() -> policy.listeners().getFirst());
    }

    private List<String> notes(Question question, Optional<Tenant> tenant) {
        var notes = new ArrayList<String>();
        if (roster.isLocal(question.domain())) {
            notes.add("clients cannot send to " + question.domain() + ": it is one of local-domains at "
                    + origins.of(policy.server(), "local-domains"));
        }
        var client = Client.connected(InetAddress.getLoopbackAddress(), Optional.empty(), listener(question))
                .authenticated(
                        new User("explain", question.tenant(), Optional.empty(), Optional.empty(), Origin.BUILT_IN));
        question.sender()
                .filter(sender -> !roster.maySend(client, sender))
                .ifPresent(sender -> notes.add("tenant " + question.tenant() + " may not send as " + sender
                        + ": see sender-domains at " + origins.of(tenant.orElseThrow(), "sender-domains")));
        tenant.filter(one -> question.vmta().filter(named -> !one.mayUse(named)).isPresent())
                .ifPresent(one -> notes.add("messages of tenant " + one.name() + " may not name "
                        + question.vmta().get()
                        + ": see pools at " + origins.of(one, "pools")));
        if (tenant.flatMap(Tenant::durability).isEmpty()
                && question.listener().isEmpty()
                && policy.listeners().stream()
                                .map(ListenerPolicy::durability)
                                .distinct()
                                .count()
                        > 1) {
            notes.add("durability depends on the listener; this is that of "
                    + listener(question).name());
        }
        return notes;
    }
}

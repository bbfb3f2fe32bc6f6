package veredus.engine.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.Policy;
import veredus.api.policy.Route;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.mail.address.Domain;
import veredus.world.Dns;
import veredus.world.Time;

/**
 * Finds out where mail for a domain goes: by route, else by MX (RFC 5321 5.1), else by address.
 *
 * <p>Blocks for the DNS. Safe for use by many threads; two that ask for one domain at once may both do the work, but
 * the DNS door joins their queries. What was found is kept until its time is over, for {@link #KEPT_MAX} domains, the
 * least recently used going first; a new policy forgets it all.
 */
public final class PathResolver {
    private static final Logger log = LoggerFactory.getLogger(PathResolver.class);
    static final int KEPT_MAX = 50_000;

    private static final Duration ROUTE_VALID = Duration.ofHours(1);

    private final Dns dns;
    private final Time time;
    private final Supplier<Policy> policy;
    private final OwnAddresses own;

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Asked, Resolution> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Resolution> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /** What is resolved: a domain by its own route, or by a named one. */
    private record Asked(Domain domain, String route) {}

    /** The routes of {@link #routesOf}, which is kept only to notice a new policy. */
    private @Nullable RouteTable routes;

    private @Nullable Policy routesOf;

    public PathResolver(Dns dns, Time time, Supplier<Policy> policy, OwnAddresses own) {
        this.dns = dns;
        this.time = time;
        this.policy = policy;
        this.own = own;
    }

    /** Where mail for {@code domain} goes now. Never throws for what the DNS says; that is in the answer. */
    public Resolution resolve(Domain domain) {
        return resolve(domain, "");
    }

    /**
     * Where mail for {@code domain} goes now by the route of that name, or by its own where that is empty. By a name that
     * the policy no longer has it goes as by none, as mail that comes in now does; that is told once for each policy.
     */
    public Resolution resolve(Domain domain, String routeName) {
        var asked = new Asked(domain, routeName);
        Policy current = policy.get();
        Instant now = time.now();
        RouteTable table;
        lock.lock();
        try {
            if (routes == null || !isOf(current)) {
                routes = new RouteTable(current.routes());
                routesOf = current;
                kept.clear();
            }
            Resolution known = kept.get(asked);
            if (known != null && now.isBefore(known.validUntil())) {
                return known;
            }
            table = routes;
        } finally {
            lock.unlock();
        }
        Optional<Route> named = table.named(routeName);
        Resolution found = find(domain, named.isPresent() ? named : table.find(domain), current, now);
        if (named.isEmpty() && !routeName.isEmpty() && table.isFirstAskedFor(routeName)) {
            log.warn("there is no route {} any more: mail that was given to it goes as its domains do", routeName);
        }
        lock.lock();
        try {
            if (isOf(current)) {
                kept.put(asked, found);
            }
        } finally {
            lock.unlock();
        }
        return found;
    }

    @SuppressWarnings("ReferenceEquality") // A reload makes a new policy; comparing all of it every time would cost.
    private boolean isOf(Policy current) {
        return routesOf == current;
    }

    private Resolution find(Domain domain, Optional<Route> route, Policy current, Instant now) {
        if (route.isPresent()) {
            Route way = route.get();
            Instant valid = now.plus(ROUTE_VALID);
            switch (way.action()) {
                case DISCARD -> {
                    return nowhere(Reason.DISCARDED, "discarded by the route " + way.title(), valid);
                }
                case REJECT -> {
                    return nowhere(Reason.REJECTED, "mail for " + domain + " is not relayed", valid);
                }
                case RELAY -> {
                    return relay(way, valid);
                }
                case MX -> {}
            }
        }
        var lookup = new MxLookup(dns, own.all(current.vmtas()), current, route);
        MxLookup.Found found = lookup.find(domain);
        Instant valid = now.plus(found.validFor());
        return switch (found) {
            case MxLookup.Found.Hosts(List<MailExchanger> hosts, Duration validFor) ->
                new Resolution.Hosts(SiteNaming.name(hosts, route), hosts, route, valid);
            case MxLookup.Found.None(Reason reason, String detail, Duration validFor) -> nowhere(reason, detail, valid);
        };
    }

    private static Resolution relay(Route route, Instant valid) {
        var hosts = new ArrayList<MailExchanger>();
        for (Route.Target target : route.hosts()) {
            int port = target.port() == 0 ? route.port() : target.port();
            hosts.add(new MailExchanger(target.preference(), target.host(), port));
        }
        if (hosts.isEmpty()) {
            return nowhere(Reason.ROUTING, "the route " + route.title() + " names no host", valid);
        }
        hosts.sort(Comparator.comparingInt(MailExchanger::preference));
        Optional<Route> way = Optional.of(route);
        return new Resolution.Hosts(SiteNaming.name(hosts, way), List.copyOf(hosts), way, valid);
    }

    private static Resolution nowhere(Reason reason, String detail, Instant valid) {
        return new Resolution.Nowhere(new Outcome.NotTried(reason, detail), valid);
    }
}

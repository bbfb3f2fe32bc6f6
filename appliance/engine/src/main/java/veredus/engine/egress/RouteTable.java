package veredus.engine.egress;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import veredus.api.policy.Route;
import veredus.mail.address.Domain;

/** The routes by their domain patterns, of which the most specific one wins, and by their names. Safe for many threads. */
final class RouteTable {
    /** Names that no route has and that are remembered. */
    static final int MISSING_MOST = 100;

    private static final String ALL = "*";

    private final Map<String, Route> byPattern = new LinkedHashMap<>();

    private final Map<String, Route> byName = new LinkedHashMap<>();

    private final Set<String> askedFor = ConcurrentHashMap.newKeySet();

    /** Of two routes with one pattern or name the first counts; the policy's check names the other. */
    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            route.domain().ifPresent(domain -> byPattern.putIfAbsent(domain, route));
            route.name().ifPresent(name -> byName.putIfAbsent(name, route));
        }
    }

    /** The one of that name; there is none of an empty name. */
    Optional<Route> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a name that no route has is asked for the first time; of more than {@link #MISSING_MOST} nobody hears. */
    boolean isFirstAskedFor(String missing) {
        return askedFor.size() < MISSING_MOST && askedFor.add(missing);
    }

    Optional<Route> find(Domain domain) {
        if (byPattern.isEmpty()) {
            return Optional.empty();
        }
        Route route = byPattern.get(domain.name());
        if (!domain.isLiteral()) {
            int dot = domain.name().indexOf('.');
            while (route == null && dot >= 0) {
                route = byPattern.get(ALL + domain.name().substring(dot));
                dot = domain.name().indexOf('.', dot + 1);
            }
        }
        return Optional.ofNullable(route != null ? route : byPattern.get(ALL));
    }
}

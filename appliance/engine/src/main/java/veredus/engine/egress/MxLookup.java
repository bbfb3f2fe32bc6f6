package veredus.engine.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.Policy;
import veredus.api.policy.Route;
import veredus.engine.outcome.Outcome.Reason;
import veredus.mail.address.Domain;
import veredus.world.Dns;
import veredus.world.Dns.Answer;

/** Finds the mail exchangers of one domain (RFC 5321 5.1), once. */
final class MxLookup {
    private static final Logger LOG = LoggerFactory.getLogger(MxLookup.class);

    /** However short or long the DNS says, within this it is believed (RFC 2181 8, RFC 9520). */
    static final Duration SHORTEST = Duration.ofSeconds(30);

    static final Duration LONGEST = Duration.ofDays(1);
    static final Duration SHORTEST_NEGATIVE = Duration.ofSeconds(5);
    static final Duration LONGEST_NEGATIVE = Duration.ofMinutes(10);

    /** The DNS door itself remembers failures; here they only must not be asked for in a tight loop. */
    static final Duration FAILURE = Duration.ofSeconds(10);

    private static final int SMTP = 25;
    private static final int LONGEST_HOST = 253;

    private final Dns dns;
    private final Set<InetAddress> own;
    private final Policy policy;
    private final Optional<Route> route;
    private final int port;

    MxLookup(Dns dns, Set<InetAddress> own, Policy policy, Optional<Route> route) {
        this.dns = dns;
        this.own = own;
        this.policy = policy;
        this.route = route;
        this.port = route.map(Route::port).orElse(SMTP);
    }

    /** What was found. */
    sealed interface Found {
        Duration validFor();

        record Hosts(List<MailExchanger> hosts, Duration validFor) implements Found {}

        record None(Reason reason, String detail, Duration validFor) implements Found {}
    }

    Found find(Domain domain) {
        if (domain.isLiteral()) {
            return NumericAddress.parseLiteral(domain.name())
                    .<Found>map(address -> hosts(List.of(host(0, address.getHostAddress())), LONGEST))
                    .orElseGet(() -> none(Reason.ROUTING, domain + " is not an address", LONGEST));
        }
        return switch (dns.mx(domain.name())) {
            case Answer.Found<Dns.Mx>(var records, var ttl, var authentic) -> ofMx(domain, records, positive(ttl));
            case Answer.NoData<Dns.Mx>(var ttl) -> ofAddresses(domain, negative(ttl));
            case Answer.NoName<Dns.Mx>(var ttl) ->
                none(Reason.NO_DOMAIN, "the domain " + domain + " does not exist", negative(ttl));
            case Answer.Failed<Dns.Mx>(var reason) ->
                none(Reason.DNS, "looking up the MX of " + domain + ": " + reason, FAILURE);
        };
    }

    private Found ofMx(Domain domain, List<Dns.Mx> records, Duration ttl) {
        if (records.stream().allMatch(mx -> mx.host().isEmpty())) {
            return none(Reason.NULL_MX, domain + " does not take mail (null MX)", ttl); // RFC 7505 3
        }
        var hosts = new ArrayList<MailExchanger>();
        for (Dns.Mx mx : records) {
            if (isHostName(mx.host())) {
                hosts.add(host(mx.preference(), mx.host()));
            } else {
                // RFC 7505 3: a null MX beside others means nothing. RFC 1035 3.3.9: an MX holds no address.
                LOG.info("{}: the MX {} \"{}\" is not a host name and ignored", domain, mx.preference(), mx.host());
            }
        }
        if (hosts.isEmpty()) {
            return none(Reason.ROUTING, "5.4.4 no MX of " + domain + " is a host name", ttl);
        }
        hosts.sort(Comparator.comparingInt(MailExchanger::preference).thenComparing(MailExchanger::host));
        int most = Math.max(1, policy.dns().maxMxHosts());
        List<MailExchanger> first = hosts.size() > most ? hosts.subList(0, most) : hosts;
        List<MailExchanger> before = beforeUs(first);
        return before.isEmpty()
                ? none(Reason.ROUTING, "5.4.6 mail for " + domain + " loops back: we are its best MX", ttl)
                : hosts(List.copyOf(before), ttl);
    }

    /** RFC 5321 5.1: an MX that is one of several is used only if it is preferred to ourselves. */
    private List<MailExchanger> beforeUs(List<MailExchanger> hosts) {
        for (MailExchanger host : hosts) {
            if (isUs(host.host())) {
                return hosts.stream()
                        .filter(other -> other.preference() < host.preference())
                        .toList();
            }
        }
        return hosts;
    }

    private Found ofAddresses(Domain domain, Duration ttl) {
        Answer<InetAddress> a = dns.a(domain.name());
        Answer<InetAddress> aaaa = a instanceof Answer.Found ? a : dns.aaaa(domain.name());
        if (a instanceof Answer.Found || aaaa instanceof Answer.Found) {
            return isUs(domain.name())
                    ? none(Reason.ROUTING, "5.4.6 mail for " + domain + " loops back: it is this host", ttl)
                    : hosts(List.of(host(0, domain.name())), ttl);
        }
        if (a instanceof Answer.Failed<InetAddress>(String reason)) {
            return none(Reason.DNS, "looking up the address of " + domain + ": " + reason, FAILURE);
        }
        if (aaaa instanceof Answer.Failed<InetAddress>(String reason)) {
            return none(Reason.DNS, "looking up the address of " + domain + ": " + reason, FAILURE);
        }
        return none(Reason.NO_DOMAIN, "the domain " + domain + " has neither MX nor address", ttl);
    }

    /**
     * By name, or by address where mail would go to the port at which MTAs meet. Only addresses that strangers can
     * reach are compared: others are forbidden as targets anyway.
     */
    private boolean isUs(String host) {
        if (host.equals(policy.server().hostName().toLowerCase(Locale.ROOT))) {
            return true;
        }
        if (port != SMTP) {
            return false;
        }
        return policy.vmtas().stream()
                        .anyMatch(vmta -> host.equalsIgnoreCase(vmta.ehlo().orElse("")))
                || (has(true) && isOurs(dns.a(host)))
                || (has(false) && isOurs(dns.aaaa(host)));
    }

    private boolean has(boolean ipv4) {
        boolean allowPrivate = route.map(Route::allowPrivate).orElse(false);
        return own.stream()
                .anyMatch(address -> address instanceof Inet4Address == ipv4
                        && (allowPrivate || ForbiddenTargets.reason(address).isEmpty()));
    }

    private boolean isOurs(Answer<InetAddress> answer) {
        return answer instanceof Answer.Found<InetAddress>(var addresses, var ttl, var authentic)
                && addresses.stream().anyMatch(own::contains);
    }

    private static boolean isHostName(String host) {
        if (host.isEmpty()
                || host.length() > LONGEST_HOST
                || NumericAddress.parse(host).isPresent()) {
            return false;
        }
        boolean labelStart = true;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean dot = c == '.';
            // Underscores are no host names, but work and exist.
            boolean sign = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!(sign || (dot && !labelStart))) {
                return false;
            }
            labelStart = dot;
        }
        return !labelStart;
    }

    private MailExchanger host(int preference, String host) {
        return new MailExchanger(preference, host, port);
    }

    private static Found hosts(List<MailExchanger> hosts, Duration validFor) {
        return new Found.Hosts(hosts, validFor);
    }

    private static Found none(Reason reason, String detail, Duration validFor) {
        return new Found.None(reason, detail, validFor);
    }

    private static Duration positive(Duration ttl) {
        return clamp(ttl, SHORTEST, LONGEST);
    }

    private static Duration negative(Duration ttl) {
        return clamp(ttl, SHORTEST_NEGATIVE, LONGEST_NEGATIVE);
    }

    private static Duration clamp(Duration ttl, Duration shortest, Duration longest) {
        return ttl.compareTo(shortest) < 0 ? shortest : ttl.compareTo(longest) > 0 ? longest : ttl;
    }
}

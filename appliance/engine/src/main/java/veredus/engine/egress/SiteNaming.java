package veredus.engine.egress;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import veredus.api.policy.Route;

/**
 * Names receiving systems after their mail exchangers: all domains with the same set of hosts are one site, whatever
 * the order of preference.
 *
 * <p>The name is the suffix of whole labels that the hosts share, and in parentheses what is before it, sorted,
 * {@code @} standing for the suffix itself:
 *
 * <pre>
 * mx.example.net                                     one host
 * gmail-smtp-in.l.google.com(@,alt1,alt2,alt3,alt4)  several
 * (mx.example.net,mx.example.org)                    nothing in common
 * mx.example.net:2525+private                        and what a route says of the way there
 * </pre>
 *
 * <p>Equal sets give equal names and distinct sets distinct ones: host names have none of these signs in them, and a
 * name longer than {@link #LONGEST} is cut and closed by a digest of the whole. What a route says of port, TLS, user
 * and private targets belongs to the name, because connections are shared within a site, and a connection opened under
 * one route must not carry mail for which another route is stricter.
 */
final class SiteNaming {
    static final int LONGEST = 200;
    private static final int SHOWN_OF_LONG = 120;
    private static final int DIGEST_BYTES = 8;
    private static final int SMTP = 25;

    private SiteNaming() {}

    static SiteName name(List<MailExchanger> exchangers, Optional<Route> route) {
        if (route.isPresent() && route.get().site().isPresent()) {
            return new SiteName(route.get().site().get());
        }
        var hosts = new TreeSet<String>();
        for (MailExchanger exchanger : exchangers) {
            hosts.add(exchanger.port() == SMTP ? exchanger.host() : exchanger.host() + ":" + exchanger.port());
        }
        String whole = factored(hosts) + route.map(SiteNaming::conditions).orElse("");
        return new SiteName(whole.length() <= LONGEST ? whole : shortened(whole));
    }

    private static String factored(SortedSet<String> hosts) {
        if (hosts.size() == 1) {
            return hosts.first();
        }
        String suffix = hosts.first();
        for (String host : hosts) {
            suffix = sharedSuffix(suffix, host);
        }
        int cut = suffix.length();
        return hosts.stream()
                .map(host -> prefix(host, cut))
                .sorted()
                .collect(Collectors.joining(",", suffix + "(", ")"));
    }

    private static String prefix(String host, int suffixLength) {
        if (suffixLength == 0) {
            return host;
        }
        return host.length() == suffixLength ? "@" : host.substring(0, host.length() - suffixLength - 1);
    }

    /** The longest run of labels with which both end; empty when there is none. */
    private static String sharedSuffix(String one, String other) {
        String suffix = one;
        while (!suffix.isEmpty() && !other.equals(suffix) && !other.endsWith("." + suffix)) {
            int dot = suffix.indexOf('.');
            suffix = dot < 0 ? "" : suffix.substring(dot + 1);
        }
        return suffix;
    }

    private static String conditions(Route route) {
        return Stream.of(
                        route.tls().map(tls -> "+tls=" + tls).orElse(""),
                        route.userName().map(user -> "+user=" + user).orElse(""),
                        route.allowPrivate() ? "+private" : "")
                .collect(Collectors.joining());
    }

    private static String shortened(String whole) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
            return whole.substring(0, SHOWN_OF_LONG) + "~" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}

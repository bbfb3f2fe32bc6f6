package veredus.engine.envelope;

import veredus.mail.address.Domain;

/**
 * Which scheduled queue a delivery waits in.
 *
 * @param campaign may be empty
 * @param pool the pool or vMTA that sends it
 * @param route the named route that it takes; empty for that of its domain
 */
public record QueueName(String tenant, String campaign, Domain domain, String pool, String route)
        implements Comparable<QueueName> {
    /** Between pool and route; in neither of their names. */
    private static final char SEPARATOR = '/';

    /** Of mail that takes the way of its domain. */
    public QueueName(String tenant, String campaign, Domain domain, String pool) {
        this(tenant, campaign, domain, pool, "");
    }

    /** With pool and route in one, as {@link #way} gives them and the spool keeps them. */
    public static QueueName onWay(String tenant, String campaign, Domain domain, String way) {
        return new QueueName(tenant, campaign, domain, poolOf(way), routeOf(way));
    }

    /** {@code pool}, or {@code pool/route}. */
    public String way() {
        return way(pool, route);
    }

    static String way(String pool, String route) {
        return route.isEmpty() ? pool : pool + SEPARATOR + route;
    }

    static String poolOf(String way) {
        int at = way.indexOf(SEPARATOR);
        return at < 0 ? way : way.substring(0, at);
    }

    static String routeOf(String way) {
        int at = way.indexOf(SEPARATOR);
        return at < 0 ? "" : way.substring(at + 1);
    }

    /** {@code campaign:tenant@domain/pool[/route]}, the form of commands, metrics and pages. */
    @Override
    public String toString() {
        return campaign + ":" + tenant + "@" + domain + "/" + way();
    }

    @Override
    public int compareTo(QueueName other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : toString().compareTo(other.toString());
    }
}

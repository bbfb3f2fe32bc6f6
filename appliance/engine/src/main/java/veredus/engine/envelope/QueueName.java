package veredus.engine.envelope;

import java.util.Optional;
import veredus.mail.address.Domain;

/**
 * Which scheduled queue a delivery waits in.
 *
 * <p>What an operator withholds waits under a name of its own, in which an order stands behind the pool: nothing goes out
 * of such a queue, and since a delivery's queue is in the spool, that holds over restarts whatever else is lost.
 *
 * @param campaign may be empty
 * @param pool the pool or vMTA that sends it, with the order where it is withheld
 * @param route the named route that it takes; empty for that of its domain
 */
public record QueueName(String tenant, String campaign, Domain domain, String pool, String route)
        implements Comparable<QueueName> {
    /** Between pool and route; in neither of their names. */
    private static final char SEPARATOR = '/';

    /** Between the pool and the order; no pool's name has it. */
    private static final char WITHHELD = '!';

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

    /** The queue where what this one has is withheld under {@code order}. */
    public QueueName withheld(String order) {
        return with(campaign, usedPool() + WITHHELD + order);
    }

    /** The queue from which it is withheld; this one when it is not. */
    public QueueName released() {
        return isWithheld() ? with(campaign, usedPool()) : this;
    }

    /** The queue of the same tenant, domain and route with another campaign and pool. */
    public QueueName with(String otherCampaign, String otherPool) {
        return new QueueName(tenant, otherCampaign, domain, otherPool, route);
    }

    /** The queue of the same mail on that named route; empty for that of its domain. */
    public QueueName onRoute(String other) {
        return new QueueName(tenant, campaign, domain, pool, other);
    }

    public boolean isWithheld() {
        return pool.indexOf(WITHHELD) >= 0;
    }

    /** The order under which its mail is withheld. */
    public Optional<String> order() {
        return isWithheld() ? Optional.of(pool.substring(pool.indexOf(WITHHELD) + 1)) : Optional.empty();
    }

    /** The pool or vMTA from which it is sent, once it is. */
    public String usedPool() {
        return isWithheld() ? pool.substring(0, pool.indexOf(WITHHELD)) : pool;
    }

    static String way(String pool, String route) {
        return route.isEmpty() ? pool : pool + SEPARATOR + route;
    }

    /** The pool in what {@link #way} gave. */
    public static String poolOf(String way) {
        int at = way.indexOf(SEPARATOR);
        return at < 0 ? way : way.substring(0, at);
    }

    /** The route in what {@link #way} gave; empty for none. */
    public static String routeOf(String way) {
        int at = way.indexOf(SEPARATOR);
        return at < 0 ? "" : way.substring(at + 1);
    }

    /** {@code campaign:tenant@domain/pool[/route]}, the form of commands, metrics and pages. */
    @Override
    public String toString() {
        return campaign + ":" + tenant + "@" + domain + "/" + way();
    }

    /** Whether {@link #toString} is {@code text}; as a rule without making it. */
    public boolean isWritten(String text) {
        int domainAt = campaign.length() + tenant.length() + 2;
        return text.startsWith(domain.name(), domainAt) && toString().equals(text);
    }

    @Override
    public int compareTo(QueueName other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : toString().compareTo(other.toString());
    }
}

package veredus.engine.envelope;

import java.util.Optional;
import veredus.mail.address.Domain;

/**
 * Which scheduled queue a delivery waits in. {@code campaign} may be empty.
 *
 * <p>What an operator withholds waits under a name of its own, in which an order stands behind the pool: nothing goes out
 * of such a queue, and since a delivery's queue is in the spool, that holds over restarts whatever else is lost.
 */
public record QueueName(String tenant, String campaign, Domain domain, String pool) implements Comparable<QueueName> {
    /** Between the pool and the order; no pool's name has it. */
    private static final char WITHHELD = '!';

    /** The queue where what this one has is withheld under {@code order}. */
    public QueueName withheld(String order) {
        return with(campaign, usedPool() + WITHHELD + order);
    }

    /** The queue from which it is withheld; this one when it is not. */
    public QueueName released() {
        return isWithheld() ? with(campaign, usedPool()) : this;
    }

    /** The queue of the same tenant and domain with another campaign and pool. */
    public QueueName with(String otherCampaign, String otherPool) {
        return new QueueName(tenant, otherCampaign, domain, otherPool);
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

    /** {@code campaign:tenant@domain/pool}, the form of commands, metrics and pages. */
    @Override
    public String toString() {
        return campaign + ":" + tenant + "@" + domain + "/" + pool;
    }

    @Override
    public int compareTo(QueueName other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : toString().compareTo(other.toString());
    }
}

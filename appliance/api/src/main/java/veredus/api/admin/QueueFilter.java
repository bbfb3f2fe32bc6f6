package veredus.api.admin;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.Optional;

/**
 * Which queued mail; all that is present must hold. A filter without any condition means nothing at all, unless
 * {@code all} is set: so nobody deletes everything by leaving something out.
 *
 * @param queue a name as in {@link QueueView#queue}
 * @param domain a domain, or {@code *.domain}
 * @param route the named route that it was given; an empty text for mail without one
 * @param recipient a whole address
 * @param sender a whole address
 * @param olderThan received longer ago; in seconds in JSON
 * @param site the queue is for this receiving site, as in {@link QueueView#site}; not for pauses, which hold for queues
 *     that are not yet resolved too
 * @param vmta the queue's mail may leave by this vMTA, and perhaps by others of its pool; not for pauses
 */
public record QueueFilter(
        Optional<String> queue,
        Optional<String> domain,
        Optional<String> tenant,
        Optional<String> campaign,
        Optional<String> pool,
        Optional<String> route,
        Optional<String> recipient,
        Optional<String> sender,
        Optional<Duration> olderThan,
        boolean all,
        Optional<String> site,
        Optional<String> vmta) {

    public static final QueueFilter NOTHING = new QueueFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);

    /** Of any route, for any site, by any vMTA. */
    public QueueFilter(
            Optional<String> queue,
            Optional<String> domain,
            Optional<String> tenant,
            Optional<String> campaign,
            Optional<String> pool,
            Optional<String> recipient,
            Optional<String> sender,
            Optional<Duration> olderThan,
            boolean all) {
        this(
                queue,
                domain,
                tenant,
                campaign,
                pool,
                Optional.empty(),
                recipient,
                sender,
                olderThan,
                all,
                Optional.empty(),
                Optional.empty());
    }

    public static QueueFilter ofQueue(String queue) {
        return new QueueFilter(
                Optional.of(queue),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** The same within one tenant. */
    public QueueFilter within(Optional<String> ofTenant) {
        return new QueueFilter(
                queue, domain, ofTenant, campaign, pool, route, recipient, sender, olderThan, all, site, vmta);
    }

    /** The same conditions, of mail that was given to {@code named}. */
    public QueueFilter onRoute(Optional<String> named) {
        return new QueueFilter(
                queue, domain, tenant, campaign, pool, named, recipient, sender, olderThan, all, site, vmta);
    }

    /** Whether it means nothing. */
    @JsonIgnore
    public boolean isEmpty() {
        return !all
                && queue.isEmpty()
                && domain.isEmpty()
                && tenant.isEmpty()
                && campaign.isEmpty()
                && pool.isEmpty()
                && route.isEmpty()
                && recipient.isEmpty()
                && sender.isEmpty()
                && olderThan.isEmpty()
                && site.isEmpty()
                && vmta.isEmpty();
    }
}

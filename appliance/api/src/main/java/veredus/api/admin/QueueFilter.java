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
        boolean all) {

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

    /** Mail of any route. */
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
        this(queue, domain, tenant, campaign, pool, Optional.empty(), recipient, sender, olderThan, all);
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

    /** The same conditions, of mail of {@code only}. */
    public QueueFilter ofTenant(Optional<String> only) {
        return new QueueFilter(queue, domain, only, campaign, pool, route, recipient, sender, olderThan, all);
    }

    /** The same conditions, of mail that was given to {@code named}. */
    public QueueFilter onRoute(Optional<String> named) {
        return new QueueFilter(queue, domain, tenant, campaign, pool, named, recipient, sender, olderThan, all);
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
                && olderThan.isEmpty();
    }
}

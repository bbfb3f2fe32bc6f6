package veredus.engine.envelope;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.api.policy.Durability;
import veredus.mail.address.Domain;
import veredus.mail.address.ReversePath;

/**
 * All that is known of a message besides its bytes; written once, never changed.
 *
 * @param pool the pool or vMTA that was chosen for it
 * @param route the named route that a rule has given it to; empty where each domain's own holds
 * @param campaign PowerMTA's job; may be empty
 * @param priority 0 (first) to 9 (last); 5 is usual
 * @param notBefore when it may first be tried
 * @param envelopeId ENVID (RFC 3461), decoded; may be empty
 * @param returnFull RET: whether a failure notice carries the whole message; empty leaves it to policy
 * @param eightBit whether the body has bytes above 127
 * @param smtpUtf8 whether it was submitted with SMTPUTF8 (RFC 6531)
 * @param captured header fields kept for accounting, by lower-case name
 */
public record Envelope(
        MessageId id,
        ReversePath sender,
        List<Recipient> recipients,
        String tenant,
        String campaign,
        String pool,
        String route,
        int priority,
        Instant received,
        Instant notBefore,
        String envelopeId,
        Optional<Boolean> returnFull,
        boolean eightBit,
        boolean smtpUtf8,
        boolean requireTls,
        Durability durability,
        Source source,
        Map<String, String> captured) {
    public static final int USUAL_PRIORITY = 5;

    /** The least urgent; 0 is the most. */
    public static final int LAST_PRIORITY = 9;

    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("envelope " + id + ": no recipients");
        }
        requirePriority(priority);
    }

    static void requirePriority(int priority) {
        if (priority < 0 || priority > LAST_PRIORITY) {
            throw new IllegalArgumentException("there is no priority " + priority);
        }
    }

    /** Of a message that no rule has given to a route. */
    public Envelope(
            MessageId id,
            ReversePath sender,
            List<Recipient> recipients,
            String tenant,
            String campaign,
            String pool,
            int priority,
            Instant received,
            Instant notBefore,
            String envelopeId,
            Optional<Boolean> returnFull,
            boolean eightBit,
            boolean smtpUtf8,
            boolean requireTls,
            Durability durability,
            Source source,
            Map<String, String> captured) {
        this(
                id,
                sender,
                recipients,
                tenant,
                campaign,
                pool,
                "",
                priority,
                received,
                notBefore,
                envelopeId,
                returnFull,
                eightBit,
                smtpUtf8,
                requireTls,
                durability,
                source,
                captured);
    }

    /** The queue of its mail for a domain. */
    public QueueName queue(Domain domain) {
        return new QueueName(tenant, campaign, domain, pool, route);
    }

    /** Pool and route in one, as the spool keeps them. */
    public String way() {
        return QueueName.way(pool, route);
    }

    /**
     * Where a message came from.
     *
     * @param type {@code smtp}, {@code api}, {@code file}, or {@code dsn} for our own notices
     * @param address the client's, without port; empty where there was none
     * @param name what it said in EHLO
     * @param user as whom it authenticated; empty for none
     */
    public record Source(String type, String address, String name, String user, String listener) {}
}

package veredus.engine.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.policy.PathLimits;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Extensions;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/**
 * One open conversation with a receiving host: one transaction after the other (RFC 5321 3.3). It returns what was
 * said and decides nothing. Used by one thread, except that any may {@link #close} it.
 *
 * <p><b>Round trips.</b> With PIPELINING the commands of a transaction are one write (RFC 2920). With CHUNKING besides,
 * a body in memory of at most {@link Exchange#INLINE_MAX} is in that same write (RFC 3030), so a message is one round
 * trip. With DATA the peer must say 354 first; to come down to one round trip all the same, the commands of the
 * following delivery are appended to the final dot (RFC 2920 3.1 allows it), and its replies are read when it is
 * delivered. Such a delivery has been <i>announced</i>: the next {@link #deliver} must be for it. When the session
 * ends before that, nothing of it has been sent, and it can go elsewhere.
 */
public final class OutboundSession implements AutoCloseable {
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(2);

    /**
     * Recipients in one transaction, whatever policy says: their commands are one write, and the replies must fit into
     * the socket's buffers while it goes on, or both sides would wait for the other (RFC 2920 3.1).
     */
    private static final int RECIPIENTS_MAX = 1_000;

    private final PeerStream peer;
    private final Extensions extensions;
    private final PathLimits limits;
    private final PeerFacts facts;
    private final Bodies bodies;
    private final Transaction.Offer offer;
    private final int messagesMax;

    private @Nullable Transaction following;
    private boolean resetFirst;
    private int messages;
    private boolean unheard;
    private volatile boolean over;

    OutboundSession(PeerStream peer, Extensions extensions, PathLimits limits, PeerFacts facts, Bodies bodies) {
        this.peer = peer;
        this.extensions = extensions;
        this.limits = limits;
        this.facts = facts;
        this.bodies = bodies;
        int wanted = Math.min(limits.recipientsPerMessage(), RECIPIENTS_MAX);
        int recipientsMax = Math.min(wanted, extensions.limits().rcptMax().orElse(RECIPIENTS_MAX));
        this.offer = new Transaction.Offer(extensions, peer.connection().tls().isPresent(), Math.max(1, recipientsMax));
        this.messagesMax = Math.min(
                limits.messagesPerConnection(), extensions.limits().mailMax().orElse(Integer.MAX_VALUE));
    }

    /**
     * Sends one message to its recipients, or to as many of them as one transaction takes.
     *
     * <p>Recipients of {@code delivery.pending()} for whom there is no result have not been refused: they are more than
     * {@link PathLimits#recipientsPerMessage}, or the peer said 452 (too many) after it had accepted others. The caller
     * tries them at once in another transaction, by another call with a delivery of just them.
     *
     * @param next asked at most once, just before the end of the message is sent, for the delivery that will follow on
     *     this connection; it is not asked when recipients are left over, this is the connection's last message, or
     *     announcing gains nothing. What it gives must be delivered next, unless the session is not usable any more.
     * @return one result for each recipient that was attempted
     * @throws IllegalStateException when another delivery was announced
     */
    public List<Result> deliver(Delivery delivery, Supplier<Optional<Delivery>> next) {
        Transaction transaction = following;
        following = null;
        if (transaction == null) {
            transaction = new Transaction(delivery, offer, bodies);
        } else if (!transaction.delivery().equals(delivery)) {
            throw new IllegalStateException(
                    "announced " + transaction.delivery().message().id() + ", but now delivers "
                            + delivery.message().id());
        }
        unheard = false;
        if (transaction.recipients().isEmpty()) {
            return transaction.results();
        }
        if (over) {
            unheard = true;
            transaction.sayRest(new Outcome.Lost(Phase.MAIL, "the connection is closed"));
            return transaction.results();
        }
        boolean first = messages == 0;
        messages++;
        boolean last = messages >= messagesMax;
        var exchange = new Exchange(peer, limits, bodies, transaction, isPipelined(), isChunked());
        Exchange.End end = exchange.run(resetFirst, () -> last ? Optional.empty() : announce(next));
        resetFirst = end == Exchange.End.RESET_FIRST;
        unheard = !first && exchange.isUnheard();
        if (end == Exchange.End.OVER || peer.isBroken()) {
            close();
        }
        return transaction.results();
    }

    /**
     * Asks whether the peer would take mail for {@code recipient}, without a message: MAIL, RCPT, RSET. Not to be mixed
     * with announced deliveries.
     */
    Outcome probe(ReversePath sender, Mailbox recipient) {
        Phase phase = Phase.MAIL;
        try {
            boolean utf8 = recipient.isInternationalized();
            Reply mail = peer.ask("MAIL FROM:<" + sender + ">" + (utf8 ? " SMTPUTF8" : ""), limits.mailLimit());
            if (!mail.isPositive()) {
                return new Outcome.Refused(phase, mail);
            }
            phase = Phase.RCPT;
            Reply rcpt = peer.ask("RCPT TO:<" + recipient + ">", limits.rcptLimit());
            peer.ask("RSET", limits.mailLimit());
            return rcpt.isPositive() ? new Outcome.Accepted(rcpt) : new Outcome.Refused(phase, rcpt);
        } catch (IOException lost) {
            close();
            return new Outcome.Lost(phase, PeerStream.text(lost));
        }
    }

    /** The delivery that follows, if there is one whose commands can be sent already. */
    private Optional<Transaction> announce(Supplier<Optional<Delivery>> next) {
        Optional<Delivery> delivery = next.get();
        if (delivery.isEmpty()) {
            return Optional.empty();
        }
        var transaction = new Transaction(delivery.get(), offer, bodies);
        following = transaction;
        return transaction.recipients().isEmpty() ? Optional.empty() : Optional.of(transaction);
    }

    private boolean isPipelined() {
        return limits.pipelining() && extensions.has(Extension.PIPELINING);
    }

    private boolean isChunked() {
        return limits.chunking() && extensions.has(Extension.CHUNKING);
    }

    /** Whether another delivery may be sent over this connection. */
    public boolean usable() {
        return !over && messages < messagesMax;
    }

    /** Transactions that were begun. */
    public int messages() {
        return messages;
    }

    /**
     * Whether the last delivery was lost on a connection that had worked before, without a word about it: the peer had
     * closed, or said 421, before it heard of it. It may be tried again at once on a new connection; it counts against
     * nobody.
     */
    public boolean unheard() {
        return unheard;
    }

    /**
     * To be called before a connection is used again that has been idle: whether the peer is still there. It takes a
     * millisecond; when the answer is no, the session is closed.
     */
    public boolean idleCheck() {
        if (over || (following == null && !peer.isIdle())) {
            close();
            return false;
        }
        return true;
    }

    /** What accounting wants to know of an attempt that began at {@code started}. */
    public AttemptFacts facts(Delivery delivery, Instant started) {
        return facts.attempt(delivery, started);
    }

    public PeerFacts peer() {
        return facts;
    }

    /** What the peer offers, after TLS where there is TLS. */
    public Extensions extensions() {
        return extensions;
    }

    public Transcript transcript() {
        return peer.transcript();
    }

    /**
     * Says QUIT, waits at most {@link #QUIT_LIMIT} for the answer, and closes. After an announcement it only closes: the
     * peer may take QUIT for the first line of a message.
     */
    public void quit() {
        boolean announced = following != null && following.isAnnounced();
        if (!over && !announced) {
            try {
                peer.ask("QUIT", QUIT_LIMIT);
            } catch (IOException gone) {
                peer.transcript().event(PeerStream.text(gone));
            }
        }
        close();
    }

    @Override
    public void close() {
        over = true;
        peer.close();
    }
}

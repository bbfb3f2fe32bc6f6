package veredus.engine.delivery;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.policy.PathLimits;
import veredus.engine.envelope.Recipient;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.engine.spool.SpoolException;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/**
 * The talk of one transaction, in the order of RFC 5321 section 3.3. Pipelined, it writes all and reads all; else each
 * command waits for its reply; what is said of the recipients is the same. Used by the session's thread, once.
 */
final class Exchange {
    /** A body of at most so many bytes goes in one write with its commands, by BDAT. */
    static final int INLINE_MAX = 256 * 1024;

    private static final byte[] LONE_DOT = {'.', '\r', '\n'};
    private static final int TOO_MANY = 452;
    private static final int TOO_MANY_AS_OF_OLD = 552;

    private final PeerStream peer;
    private final PathLimits limits;
    private final Bodies bodies;
    private final Transaction transaction;
    private final boolean pipelined;
    private final boolean chunked;

    private Phase phase = Phase.MAIL;
    private boolean heard;
    private boolean bodySent;
    private int acceptedCount;
    private End end = End.USABLE;

    Exchange(
            PeerStream peer,
            PathLimits limits,
            Bodies bodies,
            Transaction transaction,
            boolean pipelined,
            boolean chunked) {
        this.peer = peer;
        this.limits = limits;
        this.bodies = bodies;
        this.transaction = transaction;
        this.pipelined = pipelined;
        this.chunked = chunked;
    }

    /** What becomes of the connection. */
    enum End {
        USABLE,
        /** The peer may think itself in a transaction: RSET before the next. */
        RESET_FIRST,
        OVER
    }

    /**
     * Talks; the transaction then knows what was said.
     *
     * @param following asked for the transaction whose commands follow the final dot
     */
    End run(boolean resetFirst, Supplier<Optional<Transaction>> following) {
        try {
            talk(resetFirst, following);
        } catch (PeerLeavesException leaves) {
            transaction.sayRest(new Outcome.Refused(phase, leaves.reply()));
            end = End.OVER;
        } catch (IOException lost) {
            // A body that was sent together with its commands may have been taken, though no reply has come.
            Phase at = bodySent ? Phase.END_OF_DATA : phase;
            transaction.sayRest(new Outcome.Lost(at, PeerStream.text(lost)));
            end = End.OVER;
        } catch (SpoolException unreadable) {
            // In the middle of a message there is no other way to take it back than to hang up.
            transaction.sayRest(new Outcome.NotTried(Reason.SPOOL, "" + unreadable.getMessage()));
            end = End.OVER;
        }
        return end;
    }

    /** Whether the connection ended before the peer said anything, and before it had the message. */
    boolean isUnheard() {
        return end == End.OVER && !heard && !bodySent;
    }

    private void talk(boolean resetFirst, Supplier<Optional<Transaction>> following)
            throws IOException, SpoolException {
        if (!transaction.isAnnounced()) {
            open(resetFirst);
        }
        Reply refusedMail = peer.unless('2', limits.mailLimit());
        heard = true;
        if (refusedMail != null) {
            refuse(refusedMail);
            passOver();
            return;
        }
        phase = Phase.RCPT;
        recipients();
        if (chunked) {
            chunk();
        } else {
            data(following);
        }
    }

    /** Writes MAIL, and with pipelining all that can follow it; the reply to MAIL is next. */
    private void open(boolean resetFirst) throws IOException, SpoolException {
        Content content = transaction.content();
        byte[] inline = pipelined && chunked && content.sizeBytes() <= INLINE_MAX ? content.bytes() : null;
        var batch = new Batch(transaction.estimate() + (inline == null ? 0 : inline.length));
        if (resetFirst) {
            batch.add("RSET\r\n");
        }
        if (pipelined) {
            addGroup(transaction, batch, inline != null);
        } else {
            transaction.addMail(batch);
        }
        said(batch, 0);
        if (inline != null) {
            batch.add(inline, 0, inline.length);
            bodySent = true;
            peer.transcript().event("body of " + inline.length + " bytes");
        }
        peer.write(batch, inline == null ? limits.mailLimit() : limits.bodyLimit());
        if (resetFirst) {
            Reply refused = peer.unless('2', limits.mailLimit());
            if (refused != null) {
                bodySent = false;
                throw new IOException("the peer refuses RSET: " + refused);
            }
        }
    }

    /** MAIL, RCPT and, where it can follow them at once, DATA or BDAT. */
    private void addGroup(Transaction of, Batch batch, boolean inline) {
        of.addMail(batch);
        for (Recipient recipient : of.recipients()) {
            of.addRcpt(batch, recipient);
        }
        if (inline) {
            addChunk(of, batch);
        } else if (!chunked) {
            batch.add("DATA\r\n");
        }
    }

    private static void addChunk(Transaction of, Batch batch) {
        batch.add("BDAT ").add(of.content().sizeBytes()).add(" LAST\r\n");
    }

    /** Hears of every recipient. */
    private void recipients() throws IOException {
        var recipients = transaction.recipients();
        for (int i = 0; i < recipients.size(); i++) {
            if (!pipelined) {
                var batch = new Batch(transaction.estimate());
                transaction.addRcpt(batch, recipients.get(i));
                said(batch, 0);
                peer.write(batch, limits.rcptLimit());
            }
            Reply refused = peer.unless('2', limits.rcptLimit());
            if (refused == null) {
                acceptedCount++;
            } else if (acceptedCount > 0 && isTooMany(refused)) {
                transaction.leave(i);
            } else {
                transaction.say(i, new Outcome.Refused(phase, sensible(refused)));
            }
        }
    }

    /** RFC 5321 4.5.3.1.10: this recipient has come too late in the transaction; the next one takes it. */
    private static boolean isTooMany(Reply reply) {
        boolean tooManyByCode = reply.enhanced()
                .map(own -> own.subject() == 5 && own.detail() == 3)
                .orElse(reply.code() == TOO_MANY);
        return tooManyByCode && (reply.code() == TOO_MANY || reply.code() == TOO_MANY_AS_OF_OLD);
    }

    private void data(Supplier<Optional<Transaction>> following) throws IOException, SpoolException {
        if (!pipelined) {
            if (acceptedCount == 0) {
                end = End.RESET_FIRST;
                return;
            }
            say("DATA\r\n");
        }
        phase = Phase.DATA;
        Reply notWanted = peer.unless('3', limits.dataLimit());
        if (notWanted != null) {
            end = End.RESET_FIRST;
            refuse(notWanted);
            return;
        }
        if (acceptedCount == 0) {
            takeBack();
            return;
        }
        phase = Phase.BODY;
        peer.transcript().event("body of " + transaction.content().sizeBytes() + " bytes");
        new BodySending(peer, transaction.content(), bodies, limits.bodyLimit()).asData(last -> {
            phase = Phase.END_OF_DATA;
            if (pipelined && !transaction.leavesSome() && !peer.isBroken()) {
                following.get().ifPresent(next -> announce(next, last));
            }
        });
        hearEnd();
    }

    /** Puts the commands of {@code next} behind the final dot. */
    private void announce(Transaction next, Batch last) {
        int from = last.length();
        addGroup(next, last, false);
        said(last, from);
        next.announce();
    }

    private void chunk() throws IOException, SpoolException {
        if (!bodySent) {
            if (acceptedCount == 0) {
                end = End.RESET_FIRST;
                return;
            }
            phase = Phase.BODY;
            sendChunk();
        }
        phase = Phase.END_OF_DATA;
        hearEnd();
    }

    private void sendChunk() throws SpoolException {
        Content content = transaction.content();
        byte[] bytes = content.bytes();
        var command = new Batch(64);
        addChunk(transaction, command);
        said(command, 0);
        peer.transcript().event("body of " + content.sizeBytes() + " bytes");
        if (bytes != null && bytes.length <= INLINE_MAX) {
            phase = Phase.END_OF_DATA;
            peer.write(command.add(bytes, 0, bytes.length), limits.bodyLimit());
            return;
        }
        peer.write(command, limits.dataLimit());
        new BodySending(peer, content, bodies, limits.bodyLimit()).asChunk(last -> phase = Phase.END_OF_DATA);
    }

    /** Hears what becomes of the message. */
    private void hearEnd() throws IOException {
        Reply reply = peer.reply(limits.endOfDataLimit());
        if (acceptedCount > 0) {
            transaction.sayRest(
                    reply.isPositive()
                            ? new Outcome.Accepted(reply)
                            : new Outcome.Refused(Phase.END_OF_DATA, sensible(reply)));
        }
        if (chunked && !reply.isPositive()) {
            end = End.RESET_FIRST; // RFC 3030 2: after a refused chunk the peer's state is not known.
        }
    }

    /** The same reply for all of whom nothing has been said. */
    private void refuse(Reply reply) throws IOException {
        transaction.sayRest(new Outcome.Refused(phase, sensible(reply)));
    }

    /** MAIL was refused: hears the refusals of what was sent behind it. */
    private void passOver() {
        if (!pipelined) {
            return;
        }
        try {
            for (int i = 0; i < transaction.recipients().size(); i++) {
                peer.unless('2', limits.rcptLimit());
            }
            if (bodySent) {
                peer.reply(limits.endOfDataLimit());
                end = End.RESET_FIRST;
            } else if (!chunked && peer.unless('3', limits.dataLimit()) == null) {
                takeBack();
            }
        } catch (IOException gone) {
            end = End.OVER;
        }
    }

    /** The peer wants a message that nobody is to get: an empty one it is (RFC 2920 3.1). */
    private void takeBack() {
        try {
            peer.transcript().said(".");
            peer.write(LONE_DOT, 0, LONE_DOT.length, limits.bodyLimit());
            peer.reply(limits.endOfDataLimit());
        } catch (IOException gone) {
            end = End.OVER;
        }
    }

    /** A reply that refuses; one that neither refuses nor does what was asked means that we are out of step. */
    private static Reply sensible(Reply reply) throws IOException {
        if (reply.isTransient() || reply.isPermanent()) {
            return reply;
        }
        throw new IOException("the peer does not speak SMTP: it answered " + reply);
    }

    private void say(String line) {
        var batch = new Batch(line.length()).add(line);
        said(batch, 0);
        peer.write(batch, limits.dataLimit());
    }

    /** Shows the commands in {@code batch} to the transcript, from {@code from} on. */
    private void said(Batch batch, int from) {
        if (peer.transcript().isOn()) {
            batch.text(from).lines().forEach(peer.transcript()::said);
        }
    }
}

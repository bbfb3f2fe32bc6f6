package veredus.engine.delivery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Recipient;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.engine.outcome.Result;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Extensions;
import veredus.mail.smtp.OriginalRecipient;
import veredus.mail.smtp.Xtext;

/**
 * One delivery made ready for one peer: which recipients it names, in which words, and what has been said of each.
 * Used by the session's thread, once.
 */
final class Transaction {
    private static final int COMMAND_ESTIMATE = 96;

    private final Delivery delivery;
    private final Offer offer;
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private final @Nullable Outcome[] said;
    private final boolean[] left;
    private final boolean utf8;
    private final @Nullable Content content;
    private boolean leavesSome;
    private boolean announced;

    /**
     * What the peer offers and what is made of it.
     *
     * @param recipientsMax named in one transaction
     */
    record Offer(Extensions extensions, boolean tls, int recipientsMax) {}

    Transaction(Delivery delivery, Offer offer, Bodies bodies) {
        this.delivery = delivery;
        this.offer = offer;
        Envelope envelope = delivery.message().envelope();
        boolean unicode = offer.extensions.has(Extension.SMTPUTF8);
        this.utf8 = needsUnicode(envelope);
        Content.Made made = content(envelope, bodies);
        this.content = made instanceof Content.Made.Ready(Content ready) ? ready : null;
        Optional<Outcome.NotTried> unfit =
                made instanceof Content.Made.Unfit(Outcome.NotTried outcome) ? Optional.of(outcome) : unfit(envelope);
        for (Recipient recipient : delivery.pending()) {
            if (unfit.isPresent()) {
                results.add(new Result(recipient, unfit.get()));
            } else if (!unicode && recipient.address().isInternationalized()) {
                results.add(new Result(recipient, unsuitable("5.6.7 the peer does not offer SMTPUTF8")));
            } else if (!isSafe(recipient.address().toString())) {
                results.add(new Result(recipient, unsuitable("5.1.3 the address has control characters in it")));
            } else if (recipients.size() < offer.recipientsMax) {
                recipients.add(recipient);
            } else {
                leavesSome = true;
            }
        }
        this.said = new Outcome[recipients.size()];
        this.left = new boolean[recipients.size()];
    }

    private Content.Made content(Envelope envelope, Bodies bodies) {
        // RFC 6531 3.1: who takes SMTPUTF8 takes eight bits with it.
        boolean convert = envelope.eightBit() && !utf8 && !offer.extensions.has(Extension.EIGHTBITMIME);
        return convert
                ? Content.inSevenBits(delivery.message(), bodies)
                : new Content.Made.Ready(Content.asItIs(delivery.message()));
    }

    /** Why this peer cannot have this message at all. */
    private Optional<Outcome.NotTried> unfit(Envelope envelope) {
        if (envelope.requireTls() && !offer.tls) {
            return Optional.of(
                    new Outcome.NotTried(Reason.NO_TLS, "the message requires TLS, and the connection has none"));
        }
        String sender = envelope.sender().toString();
        boolean asciiSender = sender.chars().allMatch(c -> c < 128);
        boolean unicodeMessage = envelope.smtpUtf8() && envelope.eightBit();
        if ((!asciiSender || unicodeMessage) && !offer.extensions.has(Extension.SMTPUTF8)) {
            return Optional.of(unsuitable("5.6.7 the message needs SMTPUTF8, and the peer does not offer it"));
        }
        if (!isSafe(sender)) {
            return Optional.of(unsuitable("5.1.7 the sender's address has control characters in it"));
        }
        long most = offer.extensions.maxSizeBytes().orElse(Long.MAX_VALUE);
        long size = content().sizeBytes();
        return size > most
                ? Optional.of(unsuitable("5.3.4 the message has " + size + " bytes, the peer takes at most " + most))
                : Optional.empty();
    }

    private boolean needsUnicode(Envelope envelope) {
        return offer.extensions.has(Extension.SMTPUTF8)
                && ((envelope.smtpUtf8() && envelope.eightBit())
                        || (envelope.sender() instanceof ReversePath.Of(var mailbox) && mailbox.isInternationalized())
                        || delivery.pending().stream().anyMatch(r -> r.address().isInternationalized()));
    }

    private static Outcome.NotTried unsuitable(String why) {
        return new Outcome.NotTried(Reason.UNSUITABLE, why);
    }

    /** An address with a line end in it would be a command of its own. */
    private static boolean isSafe(String address) {
        return address.chars().noneMatch(c -> c < ' ' || c == 127);
    }

    Delivery delivery() {
        return delivery;
    }

    Content content() {
        if (content == null) {
            throw new IllegalStateException(
                    "no content of " + delivery.message().id());
        }
        return content;
    }

    /** Those that are named, in this order. */
    List<Recipient> recipients() {
        return recipients;
    }

    /** Whether recipients are left for another transaction. */
    boolean leavesSome() {
        return leavesSome;
    }

    boolean isAnnounced() {
        return announced;
    }

    void announce() {
        announced = true;
    }

    void say(int recipient, Outcome outcome) {
        said[recipient] = outcome;
    }

    /** Leaves a recipient for another transaction. */
    void leave(int recipient) {
        left[recipient] = true;
        leavesSome = true;
    }

    /** Says the same of all of whom nothing has been said. */
    void sayRest(Outcome outcome) {
        for (int i = 0; i < said.length; i++) {
            if (said[i] == null && !left[i]) {
                said[i] = outcome;
            }
        }
    }

    List<Result> results() {
        for (int i = 0; i < said.length; i++) {
            Outcome outcome = said[i];
            if (outcome != null) {
                results.add(new Result(recipients.get(i), outcome));
            }
        }
        return results;
    }

    int estimate() {
        return COMMAND_ESTIMATE * (recipients.size() + 2);
    }

    void addMail(Batch batch) {
        Envelope envelope = delivery.message().envelope();
        Extensions extensions = offer.extensions;
        batch.add("MAIL FROM:<").add(envelope.sender().toString()).add(">");
        if (extensions.has(Extension.SIZE)) {
            batch.add(" SIZE=").add(content().sizeBytes());
        }
        // Where it is not offered, the message has been converted.
        boolean eightBit = envelope.eightBit() && extensions.has(Extension.EIGHTBITMIME);
        if (eightBit) {
            batch.add(" BODY=8BITMIME");
        }
        if (utf8) {
            batch.add(" SMTPUTF8");
        }
        if (envelope.requireTls() && extensions.has(Extension.REQUIRETLS)) {
            batch.add(" REQUIRETLS");
        }
        if (extensions.has(Extension.DSN)) {
            envelope.returnFull().ifPresent(full -> batch.add(full ? " RET=FULL" : " RET=HDRS"));
            if (!envelope.envelopeId().isEmpty()) {
                batch.add(" ENVID=").add(Xtext.encode(envelope.envelopeId()));
            }
        }
        batch.add("\r\n");
    }

    void addRcpt(Batch batch, Recipient recipient) {
        batch.add("RCPT TO:<").add(recipient.address().toString()).add(">");
        if (offer.extensions.has(Extension.DSN)) {
            if (!recipient.notifyOn().isEmpty()) {
                String mark = " NOTIFY=";
                for (Iterator<Recipient.Notify> each = recipient.notifyOn().iterator(); each.hasNext(); mark = ",") {
                    batch.add(mark).add(each.next().name());
                }
            }
            recipient.originalRecipient().ifPresent(original -> addOriginal(batch, original));
        }
        batch.add("\r\n");
    }

    private static void addOriginal(Batch batch, String original) {
        int semicolon = original.indexOf(';');
        if (semicolon > 0 && semicolon < original.length() - 1) {
            batch.add(" ORCPT=")
                    .add(new OriginalRecipient(original.substring(0, semicolon), original.substring(semicolon + 1))
                            .encoded());
        }
    }
}

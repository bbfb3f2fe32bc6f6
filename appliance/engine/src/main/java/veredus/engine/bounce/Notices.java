package veredus.engine.bounce;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.DsnPolicy;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.BodyReader;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.message.EightBit;
import veredus.mail.report.DeliveryReport;
import veredus.mail.report.ReportedRecipient;
import veredus.mail.report.ReportedRecipient.Action;
import veredus.mail.smtp.MailParameters.Ret;
import veredus.mail.smtp.OriginalRecipient;
import veredus.mail.smtp.Reply;
import veredus.world.World;

/**
 * Writes notices to senders as mail (RFC 3461 to 3464): from the null reverse-path, so that none is ever answered by
 * another. They keep the tenant and the pool of the message they are about. Senders get no more than policy allows
 * within its window. Used by the settlement thread.
 */
public final class Notices {
    /** The largest message that goes back whole; of a larger one the header does. */
    public static final int RETURNED_BOUND = 256 * 1024;

    /** How much is read of a message of which only the header goes back. */
    private static final int HEADER_BOUND = 64 * 1024;

    private static final int BOUNDARY_BYTES = 12;
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final World world;
    private final Domain host;
    private final Supplier<DsnPolicy> policy;
    private final Supplier<NoticeTemplates> templates;
    private final Supplier<MessageId> ids;
    private final Originals originals;
    private final Runnable withheld;
    private final SenderCap cap = new SenderCap();

    /** Opens a message to be read from its start. */
    @FunctionalInterface
    interface Originals {
        BodyReader read(Message message) throws SpoolException;
    }

    /**
     * @param host our name
     * @param policy that of the moment
     * @param templates that of the moment
     * @param withheld told of each notice that is not written because its sender has had enough
     */
    public Notices(
            World world,
            Domain host,
            Supplier<DsnPolicy> policy,
            Supplier<NoticeTemplates> templates,
            Spool spool,
            Runnable withheld) {
        this(world, host, policy, templates, spool::newId, spool::read, withheld);
    }

    Notices(
            World world,
            Domain host,
            Supplier<DsnPolicy> policy,
            Supplier<NoticeTemplates> templates,
            Supplier<MessageId> ids,
            Originals originals,
            Runnable withheld) {
        this.world = world;
        this.host = host;
        this.policy = policy;
        this.templates = templates;
        this.ids = ids;
        this.originals = originals;
        this.withheld = withheld;
    }

    /**
     * Writes one notice about {@code message}; empty when policy wants none, there is nobody to tell, or the sender has
     * had as many as policy allows.
     *
     * @param reports not empty; only of recipients of whom the sender wants to hear ({@link NoticeKind#isWanted})
     */
    public Optional<Notice> compose(Message message, NoticeKind kind, List<RecipientReport> reports) {
        DsnPolicy now = policy.get();
        if (!now.enabled() || !(message.envelope().sender() instanceof ReversePath.Of(Mailbox sender))) {
            return Optional.empty();
        }
        Envelope about = message.envelope();
        Instant date = world.time().now();
        if (!cap.allows(sender, now, date)) {
            withheld.run();
            return Optional.empty();
        }
        MessageId id = ids.get();
        boolean whole = kind == NoticeKind.FAILURE
                && about.returnFull().orElse(!now.returnHeadersOnly())
                && message.body().sizeBytes() <= RETURNED_BOUND;
        var report = new DeliveryReport(
                sender,
                now.from().flatMap(Mailbox::parse).orElseGet(() -> new Mailbox("MAILER-DAEMON", host)),
                now.fromName(),
                host,
                about.envelopeId().isEmpty() ? Optional.empty() : Optional.of(about.envelopeId()),
                Optional.of(about.received()),
                reports.stream().map(each -> reported(kind, each)).toList(),
                whole ? Ret.FULL : Ret.HDRS,
                RETURNED_BOUND,
                about.smtpUtf8(),
                "<" + id + "@" + host + ">",
                date,
                "=_" + HexFormat.of().formatHex(world.chance().secret(BOUNDARY_BYTES)));
        byte[] bytes = report.toBytes(templates.get().of(kind), start(message, whole ? RETURNED_BOUND : HEADER_BOUND));
        return Optional.of(new Notice(envelope(about, sender, report, id, date, bytes), bytes));
    }

    /** Counts {@code notice} as sent, once it is stored: one that has to be stored again does not count twice. */
    public void sent(Notice notice) {
        cap.sent(
                notice.envelope().recipients().getFirst().address(),
                policy.get().senderWindow(),
                world.time().now());
    }

    private Envelope envelope(
            Envelope about, Mailbox sender, DeliveryReport report, MessageId id, Instant date, byte[] bytes) {
        boolean international = sender.isInternationalized()
                || report.recipients().stream().anyMatch(ReportedRecipient::isInternationalized);
        return new Envelope(
                id,
                ReversePath.NULL,
                List.of(new Recipient(0, sender, Set.of(), Optional.empty())),
                about.tenant(),
                "",
                about.pool(),
                Envelope.USUAL_PRIORITY,
                date,
                date,
                "",
                Optional.empty(),
                EightBit.isPresent(bytes, 0, bytes.length),
                about.smtpUtf8() && international,
                false,
                Durability.DURABLE,
                new Envelope.Source("dsn", "", host.name(), "", ""),
                Map.of());
    }

    private static ReportedRecipient reported(NoticeKind kind, RecipientReport report) {
        // Our own words take the form of a reply; without a host it is seen that no other said them.
        Reply said = report.reply()
                .orElseGet(() -> new Reply(
                        report.status().kind() == 5 ? 554 : 451,
                        Optional.of(report.status()),
                        List.of(report.words())));
        boolean byPeer = report.reply().isPresent() && !report.remoteHost().isEmpty();
        return new ReportedRecipient(
                report.recipient().address(),
                report.recipient().originalRecipient().flatMap(Notices::originalRecipient),
                switch (kind) {
                    case FAILURE -> Action.FAILED;
                    case DELAY -> Action.DELAYED;
                    case SUCCESS -> Action.RELAYED;
                },
                report.status(),
                byPeer ? Optional.of(report.remoteHost()) : Optional.empty(),
                Optional.of(said),
                Optional.of(report.lastAttempt()),
                report.retryUntil());
    }

    private static Optional<OriginalRecipient> originalRecipient(String typed) {
        int semicolon = typed.indexOf(';');
        return semicolon <= 0 || semicolon == typed.length() - 1
                ? Optional.empty()
                : Optional.of(new OriginalRecipient(typed.substring(0, semicolon), typed.substring(semicolon + 1)));
    }

    /** The first bytes of {@code message}, at most {@code bound}; none where it cannot be read: better than no notice. */
    private byte[] start(Message message, int bound) {
        byte[] held = message.body().inMemory();
        if (held != null) {
            return held.length <= bound ? held : Arrays.copyOf(held, bound);
        }
        var out = new ByteArrayOutputStream();
        try {
            BodyReader reader = originals.read(message);
            byte[] piece = reader.next();
            while (piece != null && out.size() < bound) {
                out.write(piece, 0, Math.min(piece.length, bound - out.size()));
                piece = reader.next();
            }
            return out.toByteArray();
        } catch (SpoolException unreadable) {
            LOG.warn("A notice about {} goes without the message: {}", message.id(), unreadable.getMessage());
            return new byte[0];
        }
    }

    /** What was wrong with templates; the built-in text stands in. */
    public List<String> problems() {
        return templates.get().problems();
    }
}

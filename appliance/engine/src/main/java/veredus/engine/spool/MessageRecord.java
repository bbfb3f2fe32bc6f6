package veredus.engine.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/**
 * The metadata of a MESSAGE record, version 1. What recovery needs comes first.
 *
 * <pre>
 * message   = id:u64 flags:u8 more:u8 bodySize:varint stored:varint received:instant notBefore:instant
 *             tenant:text campaign:text pool:text count:varint *( domain:text )       ; place = delivery number
 *             [count:varint *( location:u64 )]                                        ; chunks, if LARGE
 *             [count:varint *state]                                                   ; all that is left, if MOVED
 *             envelope
 * pool      = its name, and "/" and the name of a route where a rule gave the message to one
 * envelope  = sender priority:u8 durability:u8 envelopeId:text 5( text )              ; source
 *             count:varint *recipient count:varint *( name:text value:text )          ; captured
 * sender    = 0:u8 / 1:u8 localPart:text domain:text
 * recipient = number:varint localPart:text delivery:varint bits:u8 [originalRecipient:text]
 * bits      = notify 1 NEVER / 2 SUCCESS / 4 FAILURE / 8 DELAY, 16 original recipient given
 * </pre>
 *
 * @param stored the sequence under which it was first stored; 0 means this record's own
 * @param domains one for each delivery that the message had at first
 * @param chunks where a large body is; empty when the body is in this record
 * @param states with {@code moved}: the deliveries that are left, complete; otherwise empty, and all are untried
 */
record MessageRecord(
        Envelope envelope,
        long bodySize,
        boolean needsStuffing,
        long stored,
        List<Domain> domains,
        Pieces chunks,
        boolean moved,
        List<DeliveryState> states) {
    private static final int STUFFING = 1;
    private static final int EIGHT_BIT = 2;
    private static final int SMTP_UTF8 = 4;
    private static final int REQUIRE_TLS = 8;
    private static final int RET_GIVEN = 16;
    private static final int RET_FULL = 32;
    private static final int LARGE = 64;
    private static final int MOVED = 128;
    private static final int ORIGINAL = 16;

    /** The part that recovery reads. */
    record Head(
            long id,
            int flags,
            long bodySize,
            long stored,
            Instant received,
            Instant notBefore,
            String tenant,
            String campaign,
            String way,
            List<Domain> domains,
            Pieces chunks,
            List<DeliveryState> states) {
        boolean moved() {
            return (flags & MOVED) != 0;
        }

        QueueName queue(int number) {
            return QueueName.onWay(tenant, campaign, domains.get(number), way);
        }
    }

    BytesOut write() {
        var out = new BytesOut(384);
        Envelope e = envelope;
        int flags = (needsStuffing ? STUFFING : 0)
                | (e.eightBit() ? EIGHT_BIT : 0)
                | (e.smtpUtf8() ? SMTP_UTF8 : 0)
                | (e.requireTls() ? REQUIRE_TLS : 0)
                | (e.returnFull().isPresent() ? RET_GIVEN : 0)
                | (e.returnFull().orElse(false) ? RET_FULL : 0)
                | (chunks.isNone() ? 0 : LARGE)
                | (moved ? MOVED : 0);
        out.u64(e.id().value()).u8(flags).u8(0).varint(bodySize).varint(stored);
        out.instant(e.received()).instant(e.notBefore());
        out.text(e.tenant()).text(e.campaign()).text(e.way()).varint(domains.size());
        domains.forEach(domain -> out.text(domain.name()));
        if (!chunks.isNone()) {
            out.varint(chunks.locations().length);
            for (long chunk : chunks.locations()) {
                out.u64(chunk);
            }
        }
        if (moved) {
            out.varint(states.size());
            states.forEach(state -> state.write(out));
        }
        writeEnvelope(out);
        return out;
    }

    private void writeEnvelope(BytesOut out) {
        Envelope e = envelope;
        switch (e.sender()) {
            case ReversePath.Null() -> out.u8(0);
            case ReversePath.Of(Mailbox(String local, Domain domain)) ->
                out.u8(1).text(local).text(domain.name());
        }
        out.u8(e.priority()).u8(Codes.of(e.durability())).text(e.envelopeId());
        Envelope.Source source = e.source();
        out.text(source.type())
                .text(source.address())
                .text(source.name())
                .text(source.user())
                .text(source.listener());
        Map<Domain, Integer> places = new LinkedHashMap<>();
        for (int place = 0; place < domains.size(); place++) {
            places.putIfAbsent(domains.get(place), place);
        }
        out.varint(e.recipients().size());
        for (Recipient recipient : e.recipients()) {
            int bits = recipient.originalRecipient().isPresent() ? ORIGINAL : 0;
            for (Recipient.Notify notify : recipient.notifyOn()) {
                bits |= Codes.of(notify);
            }
            Integer place = places.get(recipient.address().domain());
            out.varint(recipient.number())
                    .text(recipient.address().localPart())
                    .varint(place == null ? 0 : place)
                    .u8(bits);
            recipient.originalRecipient().ifPresent(out::text);
        }
        out.varint(e.captured().size());
        e.captured().forEach((name, value) -> out.text(name).text(value));
    }

    static Head readHead(BytesIn in) throws SpoolException {
        long id = in.u64();
        int flags = in.u8();
        in.u8();
        long bodySize = in.varint();
        long stored = in.varint();
        Instant received = in.instant();
        Instant notBefore = in.instant();
        String tenant = in.text();
        String campaign = in.text();
        String way = in.text();
        int count = in.count();
        var domains = new ArrayList<Domain>(count);
        for (int i = 0; i < count; i++) {
            domains.add(new Domain(in.text()));
        }
        Pieces chunks = isLarge(flags) ? readChunks(in) : Pieces.NONE;
        int left = (flags & MOVED) != 0 ? in.count() : 0;
        var states = new ArrayList<DeliveryState>(left);
        for (int i = 0; i < left; i++) {
            states.add(DeliveryState.read(in));
        }
        return new Head(
                id, flags, bodySize, stored, received, notBefore, tenant, campaign, way, domains, chunks, states);
    }

    static boolean isLarge(int flags) {
        return (flags & LARGE) != 0;
    }

    static boolean isMoved(int flags) {
        return (flags & MOVED) != 0;
    }

    static Pieces readChunks(BytesIn in) throws SpoolException {
        long[] chunks = new long[in.count()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = in.u64();
        }
        return new Pieces(chunks);
    }

    static MessageRecord read(BytesIn in) throws SpoolException {
        Head head = readHead(in);
        ReversePath sender = in.u8() == 0 ? ReversePath.NULL : new ReversePath.Of(mailbox(in));
        int priority = in.u8();
        Durability durability = Codes.durability(in.u8());
        String envelopeId = in.text();
        var source = new Envelope.Source(in.text(), in.text(), in.text(), in.text(), in.text());
        List<Recipient> recipients = readRecipients(in, head.domains());
        int count = in.count();
        var captured = new LinkedHashMap<String, String>();
        for (int i = 0; i < count; i++) {
            captured.put(in.text(), in.text());
        }
        int flags = head.flags();
        var envelope = new Envelope(
                new MessageId(head.id()),
                sender,
                recipients,
                head.tenant(),
                head.campaign(),
                QueueName.poolOf(head.way()),
                QueueName.routeOf(head.way()),
                priority,
                head.received(),
                head.notBefore(),
                envelopeId,
                (flags & RET_GIVEN) != 0 ? Optional.of((flags & RET_FULL) != 0) : Optional.empty(),
                (flags & EIGHT_BIT) != 0,
                (flags & SMTP_UTF8) != 0,
                (flags & REQUIRE_TLS) != 0,
                durability,
                source,
                captured);
        return new MessageRecord(
                envelope,
                head.bodySize(),
                (flags & STUFFING) != 0,
                head.stored(),
                head.domains(),
                head.chunks(),
                head.moved(),
                head.states());
    }

    private static Mailbox mailbox(BytesIn in) throws SpoolException {
        return new Mailbox(in.text(), new Domain(in.text()));
    }

    private static List<Recipient> readRecipients(BytesIn in, List<Domain> domains) throws SpoolException {
        int count = in.count();
        var recipients = new ArrayList<Recipient>(count);
        for (int i = 0; i < count; i++) {
            int number = in.number();
            String local = in.text();
            int place = in.number();
            int bits = in.u8();
            if (place >= domains.size()) {
                throw BytesIn.malformed();
            }
            Set<Recipient.Notify> notify = EnumSet.noneOf(Recipient.Notify.class);
            for (Recipient.Notify value : NOTIFIES) {
                if ((bits & Codes.of(value)) != 0) {
                    notify.add(value);
                }
            }
            Optional<String> original = (bits & ORIGINAL) != 0 ? Optional.of(in.text()) : Optional.empty();
            recipients.add(new Recipient(number, new Mailbox(local, domains.get(place)), notify, original));
        }
        return recipients;
    }

    private static final Recipient.Notify[] NOTIFIES = Recipient.Notify.values();
}

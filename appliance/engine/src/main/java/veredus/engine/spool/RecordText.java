package veredus.engine.spool;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.QueueName;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.LogFormat.RecordHeader;

/** Records and envelopes as text, for people. */
final class RecordText {
    private RecordText() {}

    /** What a record is about, and the rest of it as a text. */
    record Shown(List<MessageId> messages, List<String> queues, String text) {
        static Shown nothing(String text) {
            return new Shown(List.of(), List.of(), text);
        }
    }

    static Shown of(RecordHeader header, BytesIn metadata) throws SpoolException {
        return switch (header.type()) {
            case LogFormat.MESSAGE -> message(MessageRecord.read(metadata));
            case LogFormat.CHUNK_TYPE ->
                new Shown(List.of(new MessageId(metadata.u64())), List.of(), header.bodyLength() + " bytes");
            case LogFormat.STATES -> states(StatesRecord.read(metadata));
            case LogFormat.VOIDS -> voids(StatesRecord.readVoids(metadata));
            case LogFormat.ACCOUNTED -> Shown.nothing("up to " + metadata.u64());
            default -> Shown.nothing("");
        };
    }

    private static Shown message(MessageRecord record) {
        Envelope envelope = record.envelope();
        String to = envelope.recipients().stream()
                .map(recipient -> recipient.address().toString())
                .collect(Collectors.joining(","));
        Stream<QueueName> queues = record.moved()
                ? record.states().stream().map(DeliveryState::queue)
                : record.domains().stream().map(envelope::queue);
        return new Shown(
                List.of(envelope.id()),
                queues.map(QueueName::toString).distinct().toList(),
                "from <" + envelope.sender() + "> to " + to + " " + record.bodySize() + " bytes"
                        + (record.moved() ? " moved" : ""));
    }

    private static Shown states(List<StatesRecord.Change> changes) {
        return new Shown(
                changes.stream()
                        .map(change -> new MessageId(change.id()))
                        .distinct()
                        .toList(),
                changes.stream()
                        .flatMap(change -> change.state().stream())
                        .map(state -> state.queue().toString())
                        .distinct()
                        .toList(),
                changes.stream().map(RecordText::change).collect(Collectors.joining("; ")));
    }

    private static Shown voids(List<StatesRecord.Ended> ends) {
        return new Shown(
                ends.stream().map(end -> new MessageId(end.id())).distinct().toList(),
                List.of(),
                ends.size() + " ends");
    }

    private static String change(StatesRecord.Change change) {
        String ends = change.settled().stream()
                .map(settled -> settled.recipient() + " " + settled.end())
                .collect(Collectors.joining(","));
        String state = change.state()
                .map(left -> "attempts " + left.attempts() + " due " + left.due()
                        + (left.priority().isPresent()
                                ? " priority " + left.priority().getAsInt()
                                : "")
                        + " " + left.lastStatus())
                .orElse("done");
        return new MessageId(change.id()) + "/" + change.number() + " [" + ends + "] " + state;
    }

    /** One line of JSON for a message with what is left of it; {@code deliveries} is not empty. */
    static String json(List<Delivery> deliveries) {
        Envelope envelope = deliveries.getFirst().message().envelope();
        String recipients = deliveries.stream()
                .flatMap(delivery -> delivery.pending().stream().map(recipient -> recipient(delivery, recipient)))
                .collect(Collectors.joining(","));
        return "{\"id\":" + quoted(envelope.id().toString())
                + ",\"file\":" + quoted(envelope.id() + ".eml")
                + ",\"sender\":" + quoted(envelope.sender().toString())
                + ",\"tenant\":" + quoted(envelope.tenant())
                + ",\"campaign\":" + quoted(envelope.campaign())
                + ",\"pool\":" + quoted(envelope.pool())
                + ",\"route\":" + quoted(envelope.route())
                + ",\"received\":" + quoted(envelope.received().toString())
                + ",\"envelopeId\":" + quoted(envelope.envelopeId())
                + ",\"priority\":" + envelope.priority()
                + ",\"smtpUtf8\":" + envelope.smtpUtf8()
                + ",\"requireTls\":" + envelope.requireTls()
                + ",\"recipients\":[" + recipients + "]}\n";
    }

    private static String recipient(Delivery delivery, Recipient recipient) {
        return "{\"address\":" + quoted(recipient.address().toString())
                + ",\"queue\":" + quoted(delivery.queue().toString())
                + ",\"priority\":" + delivery.priority()
                + ",\"attempts\":" + delivery.attempts()
                + ",\"due\":" + quoted(delivery.due().toString())
                + ",\"lastStatus\":" + quoted(delivery.lastStatus()) + "}";
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u").append(Integer.toHexString(c | 0x10000), 1, 5);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

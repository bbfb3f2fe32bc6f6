package veredus.engine.spool;

import java.util.List;
import java.util.stream.Collectors;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.LogFormat.RecordHeader;

/** Records and envelopes as text, for people. */
final class RecordText {
    private RecordText() {}

    static String of(RecordHeader header, BytesIn metadata) throws SpoolException {
        return switch (header.type()) {
            case LogFormat.MESSAGE -> message(MessageRecord.read(metadata));
            case LogFormat.CHUNK_TYPE -> new MessageId(metadata.u64()) + " " + header.bodyLength() + " bytes";
            case LogFormat.STATES ->
                StatesRecord.read(metadata).stream().map(RecordText::change).collect(Collectors.joining("; "));
            case LogFormat.VOIDS -> StatesRecord.readVoids(metadata).size() + " ends";
            case LogFormat.ACCOUNTED -> "up to " + metadata.u64();
            default -> "";
        };
    }

    private static String message(MessageRecord record) {
        Envelope envelope = record.envelope();
        String to = envelope.recipients().stream()
                .map(recipient -> recipient.address().toString())
                .collect(Collectors.joining(","));
        return envelope.id() + " from <" + envelope.sender() + "> to " + to + " " + record.bodySize() + " bytes"
                + (record.moved() ? " moved" : "");
    }

    private static String change(StatesRecord.Change change) {
        String ends = change.settled().stream()
                .map(settled -> settled.recipient() + " " + settled.end())
                .collect(Collectors.joining(","));
        String state = change.state()
                .map(left -> "attempts " + left.attempts() + " due " + left.due() + " " + left.lastStatus())
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
                + ",\"sender\":" + quoted(envelope.sender().toString())
                + ",\"tenant\":" + quoted(envelope.tenant())
                + ",\"campaign\":" + quoted(envelope.campaign())
                + ",\"pool\":" + quoted(envelope.pool())
                + ",\"received\":" + quoted(envelope.received().toString())
                + ",\"recipients\":[" + recipients + "]}\n";
    }

    private static String recipient(Delivery delivery, Recipient recipient) {
        return "{\"address\":" + quoted(recipient.address().toString())
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

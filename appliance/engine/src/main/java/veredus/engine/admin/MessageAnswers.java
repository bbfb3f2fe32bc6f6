package veredus.engine.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import veredus.api.admin.MessagePage;
import veredus.api.admin.MessageView;
import veredus.api.admin.MessageView.RecipientView;
import veredus.api.admin.MessageView.State;
import veredus.api.admin.QueueFilter;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.BodyReader;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;
import veredus.engine.spool.StoredMessage;

/** Messages in the spool. Recipients that are settled are not among theirs: accounting has them. */
final class MessageAnswers {
    /** Deliveries that one search looks at. */
    static final int SEARCH_BOUND = 100_000;

    static final int PAGE = 500;

    /** A longer body is not given out. */
    static final long LONGEST_BODY_BYTES = 64L << 20;

    private final AdminRooms rooms;

    MessageAnswers(AdminRooms rooms) {
        this.rooms = rooms;
    }

    /** Messages that wait and match; those in flight are not found. */
    MessagePage list(QueueFilter filter, int limit) {
        Selection which = Selection.ofAny(filter, rooms.world().time().now());
        var found = new Found(which, limit);
        PriorityQueue<ScheduledQueue> queues = which.oneByOne(rooms);
        while (!queues.isEmpty() && !found.isOver()) {
            search(queues.remove(), found);
        }
        return new MessagePage(found.views(), !found.isOver());
    }

    /** Some messages that wait in {@code queue}. */
    List<MessageView> of(ScheduledQueue queue, int limit) {
        var found = new Found(
                Selection.ofAny(QueueFilter.NOTHING, rooms.world().time().now()), limit);
        search(queue, found);
        return found.views();
    }

    private static final class Found {
        private final Selection which;
        private final int limit;
        private final Map<MessageId, List<Delivery>> byMessage = new LinkedHashMap<>();
        private int looked;
        private boolean over;

        Found(Selection which, int limit) {
            this.which = which;
            this.limit = limit;
        }

        void look(Delivery delivery) {
            MessageId id = delivery.message().id();
            over |= looked >= SEARCH_BOUND || (byMessage.size() >= limit && !byMessage.containsKey(id));
            looked++;
            List<Recipient> matching = over ? List.of() : which.of(delivery);
            if (!matching.isEmpty()) {
                byMessage.computeIfAbsent(id, any -> new ArrayList<>()).add(delivery.with(matching));
            }
        }

        boolean isOver() {
            return over;
        }

        List<MessageView> views() {
            return byMessage.values().stream()
                    .map(deliveries -> view(deliveries, recipients(deliveries, State.QUEUED)))
                    .toList();
        }
    }

    private void search(ScheduledQueue queue, Found found) {
        queue.inMemory(SEARCH_BOUND).forEach(found::look);
        Optional<RestingPosition> from = Optional.of(RestingPosition.START);
        while (from.isPresent() && !found.isOver()) {
            RestingPage page = page(queue, from.get());
            page.deliveries().forEach(found::look);
            from = page.next();
        }
    }

    private RestingPage page(ScheduledQueue queue, RestingPosition from) {
        try {
            return rooms.spool().page(queue.name(), from, PAGE);
        } catch (SpoolException unreadable) {
            throw unreadable(unreadable);
        }
    }

    static AdminRefusal unreadable(SpoolException failure) {
        return new AdminRefusal(503, "the spool cannot be read", "see the engine's log: " + failure.reason());
    }

    /** One message with what is left to deliver. */
    MessageView show(MessageId id, Caller caller) {
        StoredMessage stored = find(id, caller);
        var recipients = new ArrayList<RecipientView>();
        for (Delivery delivery : stored.deliveries()) {
            recipients.addAll(recipients(List.of(delivery), waits(delivery) ? State.QUEUED : State.IN_FLIGHT));
        }
        return view(stored.deliveries(), recipients);
    }

    StoredMessage find(MessageId id, Caller caller) {
        try {
            return rooms.spool()
                    .find(id)
                    .filter(stored -> caller.mayMeet(stored.message().envelope().tenant()))
                    .orElseThrow(() -> AdminRefusal.notFound(
                            "message",
                            "it is not in the spool: it was settled, which accounting shows, or never came"));
        } catch (SpoolException unreadable) {
            throw unreadable(unreadable);
        }
    }

    /** Reads an id as it stands in a path or a request. */
    static MessageId id(String text) {
        return MessageId.parse(text)
                .orElseThrow(() -> AdminRefusal.notFound("message", "an id has 13 characters, as in Received fields"));
    }

    private boolean waits(Delivery delivery) {
        MessageId id = delivery.message().id();
        return rooms.spool().rests(id, delivery.number())
                || rooms.queues().find(delivery.queue()).stream()
                        .flatMap(queue -> queue.inMemory(SEARCH_BOUND).stream())
                        .anyMatch(waiting -> waiting.number() == delivery.number()
                                && waiting.message().id().equals(id));
    }

    /** The bytes of a message. */
    Answer body(MessageId id, Caller caller) {
        Message message = find(id, caller).message();
        long size = message.body().sizeBytes();
        if (size > LONGEST_BODY_BYTES) {
            throw new AdminRefusal(
                    413, "the message is too long", size + " bytes, where " + LONGEST_BODY_BYTES + " are given out");
        }
        try {
            BodyReader reader = rooms.spool().read(message);
            byte[] first = reader.next();
            return new Answer(
                    200,
                    "message/rfc822",
                    size,
                    out -> {
                        try {
                            for (byte[] piece = first; piece != null; piece = reader.next()) {
                                out.write(piece);
                            }
                        } catch (SpoolException gone) {
                            throw new IOException("message " + id + " cannot be read to its end", gone);
                        }
                    },
                    "");
        } catch (SpoolException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static List<RecipientView> recipients(List<Delivery> deliveries, State state) {
        var views = new ArrayList<RecipientView>();
        for (Delivery delivery : deliveries) {
            for (Recipient recipient : delivery.pending()) {
                views.add(new RecipientView(
                        recipient.number(),
                        recipient.address().toString(),
                        state,
                        delivery.queue().toString(),
                        delivery.priority(),
                        delivery.attempts(),
                        Optional.of(delivery.due()),
                        delivery.lastStatus()));
            }
        }
        return views;
    }

    /** What is left of a message, which is something. */
    private static MessageView view(List<Delivery> deliveries, List<RecipientView> recipients) {
        Message message = deliveries.getFirst().message();
        Envelope envelope = message.envelope();
        Envelope.Source source = envelope.source();
        String from = source.address().isEmpty() ? "" : " from " + source.address();
        return new MessageView(
                envelope.id().toString(),
                envelope.sender().toString(),
                envelope.tenant(),
                envelope.campaign(),
                envelope.pool(),
                envelope.envelopeId(),
                deliveries.stream()
                        .mapToInt(Delivery::priority)
                        .min()
                        .orElse(message.envelope().priority()),
                envelope.received(),
                message.body().sizeBytes(),
                source.type() + from + (source.name().isEmpty() ? "" : " (" + source.name() + ")"),
                source.user(),
                source.listener(),
                recipients);
    }
}

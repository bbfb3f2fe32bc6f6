package veredus.engine.admin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;
import veredus.engine.delivery.TraceDelivery.Traced;
import veredus.engine.delivery.Transcript;
import veredus.engine.envelope.Delivery;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/** Conversations with receivers, recorded. */
final class TraceAnswers {
    /** Conversations at once. */
    static final int MOST = 4;

    private final AdminRooms rooms;
    private final MessageAnswers messages;
    private final Semaphore permits = new Semaphore(MOST);

    TraceAnswers(AdminRooms rooms, MessageAnswers messages) {
        this.rooms = rooms;
        this.messages = messages;
    }

    // Jackson leaves out of records what the request leaves out.
    @SuppressWarnings("ConstantValue")
    TraceView trace(TraceRequest request) {
        String recipient = request.recipient() == null ? "" : request.recipient();
        request.vmta().ifPresent(this::requireVmta);
        Optional<Mailbox> address = Mailbox.parse(recipient);
        if (address.isEmpty() && (request.messageId().isEmpty() || !recipient.isEmpty())) {
            throw AdminRefusal.unprocessable("the recipient is no address; give one, or a message id");
        }
        return withPermit(() -> view(
                request.messageId().isPresent()
                        ? rooms.traces().deliver(claim(request.messageId().get(), address), request.vmta())
                        : rooms.traces().probe(sender(request), address.orElseThrow(), request.vmta())));
    }

    /**
     * Has a conversation, among those that there may be at once.
     *
     * @throws AdminRefusal 503 when there are as many already
     */
    <T> T withPermit(Supplier<T> conversation) {
        if (!permits.tryAcquire()) {
            throw new AdminRefusal(503, "too many traces", MOST + " are under way; try again when one is done");
        }
        try {
            return conversation.get();
        } finally {
            permits.release();
        }
    }

    void requireVmta(String name) {
        if (rooms.policy().get().vmtas().stream().noneMatch(vmta -> vmta.name().equals(name) && vmta.enabled())) {
            throw AdminRefusal.unprocessable("no vMTA of that name is configured and enabled; see vmtas.toml");
        }
    }

    private static ReversePath sender(TraceRequest request) {
        return ReversePath.parse(request.sender().orElse(""))
                .orElseThrow(() -> AdminRefusal.unprocessable("the sender is no address"));
    }

    /** Takes the delivery out of its queue. */
    private Delivery claim(String messageId, Optional<Mailbox> recipient) {
        Delivery meant = messages.find(MessageAnswers.id(messageId), Caller.NOBODY).deliveries().stream()
                .filter(delivery -> recipient.isEmpty()
                        || delivery.pending().stream()
                                .anyMatch(pending -> pending.address().equals(recipient.get())))
                .findFirst()
                .orElseThrow(() ->
                        AdminRefusal.notFound("recipient", "the message has none of that address that is not settled"));
        if (meant.queue().isWithheld()) {
            throw AdminRefusal.conflict("it is withheld", "it is to be ended; undo that first");
        }
        Optional<ScheduledQueue> queue = rooms.queues().find(meant.queue());
        try {
            Optional<Delivery> taken = queue.isEmpty()
                    ? Optional.empty()
                    : queue.get().claim(meant.message().id(), meant.number());
            return taken.orElseThrow(() -> AdminRefusal.conflict(
                    "it is in flight", "the delivery is on a connection or being settled; look again in a moment"));
        } catch (SpoolException unreadable) {
            throw MessageAnswers.unreadable(unreadable);
        }
    }

    static TraceView view(Traced traced) {
        List<TraceView.Line> lines = traced.lines().stream()
                .map(line -> new TraceView.Line(line.after().toMillis(), speaker(line.speaker()), line.text()))
                .toList();
        String dropped = traced.dropped() == 0 ? "" : " (" + traced.dropped() + " more lines were said)";
        return new TraceView(
                traced.domain(),
                traced.site(),
                traced.vmta(),
                traced.sourceAddress(),
                traced.outcome() + dropped,
                lines);
    }

    private static TraceView.Speaker speaker(Transcript.Speaker speaker) {
        return switch (speaker) {
            case CLIENT -> TraceView.Speaker.CLIENT;
            case SERVER -> TraceView.Speaker.SERVER;
            case EVENT -> TraceView.Speaker.NOTE;
        };
    }
}

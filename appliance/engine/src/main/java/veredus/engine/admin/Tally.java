package veredus.engine.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.api.admin.ActionReply;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Recipient;
import veredus.engine.queue.ScheduledQueue;
import veredus.engine.spool.RestingPage;
import veredus.engine.spool.RestingPosition;
import veredus.engine.spool.SpoolException;

/** How much mail an action concerns, or has concerned. Used by one thread. */
final class Tally {
    /** Deliveries that a count reads; beyond them recipients are counted as one each. */
    static final int COUNT_BOUND = 50_000;

    private static final int SAMPLE = 10;

    private final AdminRooms rooms;
    private final long mostRead;
    private long deliveries;
    private long recipients;
    private long inFlight;
    private long read;
    private boolean estimated;
    private boolean unfinished;

    Tally(AdminRooms rooms) {
        this(rooms, COUNT_BOUND);
    }

    /** One whose count reads at most about so many deliveries. */
    Tally(AdminRooms rooms, long mostRead) {
        this.rooms = rooms;
        this.mostRead = mostRead;
    }

    /** Counts one delivery with so many recipients that are meant. */
    void add(int pending) {
        deliveries++;
        recipients += pending;
    }

    /** Counts what of {@code queue} nobody can act on now. */
    void flying(ScheduledQueue queue, long resting) {
        inFlight += QueueAnswers.inFlight(queue, resting);
    }

    /** The work ended before all was done. */
    void unfinished() {
        unfinished = true;
    }

    boolean isUnfinished() {
        return unfinished;
    }

    long deliveries() {
        return deliveries;
    }

    long recipients() {
        return recipients;
    }

    /** Deliveries that a count has read. */
    long read() {
        return read;
    }

    /** Whether a count has not read all, and there may be more. */
    boolean isEstimated() {
        return estimated;
    }

    /** Counts all that is meant in {@code queues}. */
    void count(Selection which, List<ScheduledQueue> queues) throws SpoolException {
        for (ScheduledQueue queue : queues) {
            long resting = rooms.spool().resting(queue.name());
            flying(queue, resting);
            if (read >= mostRead) {
                estimate(which, queue.ready() + queue.unresolved() + resting);
            } else {
                count(which, queue, resting);
            }
        }
    }

    private void count(Selection which, ScheduledQueue queue, long resting) throws SpoolException {
        for (Delivery waiting : queue.inMemory(Integer.MAX_VALUE)) {
            look(which, waiting);
        }
        long left = resting;
        Optional<RestingPosition> from = Optional.of(RestingPosition.START);
        while (from.isPresent() && read < mostRead) {
            RestingPage page = rooms.spool().page(queue.name(), from.get(), QueueActions.BATCH);
            page.deliveries().forEach(delivery -> look(which, delivery));
            left -= page.deliveries().size();
            from = page.next();
        }
        if (from.isPresent()) {
            estimate(which, left);
        }
    }

    private void look(Selection which, Delivery delivery) {
        read++;
        List<Recipient> meant = which.of(delivery);
        if (!meant.isEmpty()) {
            add(meant.size());
        }
    }

    private void estimate(Selection which, long more) {
        estimated |= more > 0;
        if (which.isWhole()) {
            deliveries += more;
            recipients += more;
        }
    }

    /** An order by which it can be undone. */
    record Undo(String id, Instant until) {}

    /**
     * Says it.
     *
     * @param what such as {@code would delete}
     * @param after what else there is to say; may be empty
     */
    ActionReply reply(boolean done, String what, List<ScheduledQueue> queues, String after, Optional<Undo> undo) {
        var message = new ArrayList<String>();
        message.add(what + " " + (estimated ? "at least " : "") + recipients + " recipients in " + deliveries
                + " deliveries of " + queues.size() + " queues");
        if (inFlight > 0) {
            message.add(inFlight + " deliveries are in flight and are left alone");
        }
        if (unfinished) {
            message.add("stopped after " + QueueActions.WORK_LIMIT.toSeconds() + " s; there is more: do it again");
        }
        if (!after.isEmpty()) {
            message.add(after);
        }
        List<String> sample = queues.stream()
                .limit(SAMPLE)
                .map(queue -> queue.name().toString())
                .toList();
        return new ActionReply(
                done,
                queues.size(),
                deliveries,
                recipients,
                inFlight,
                sample,
                String.join("; ", message),
                undo.map(Undo::id),
                undo.map(Undo::until));
    }
}

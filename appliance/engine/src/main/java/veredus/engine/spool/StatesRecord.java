package veredus.engine.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The metadata of a STATES record: what attempts and operators changed; and of a VOIDS record, which repeats the ends
 * that older records still need.
 *
 * <pre>
 * states = count:varint *change
 * change = id:u64 number:varint kind:u8 count:varint *( recipient:varint end:u8 ) [state]
 * kind   = 0 the delivery is done / 1 its new state follows
 * voids  = count:varint *( id:u64 number:varint )
 * </pre>
 */
final class StatesRecord {
    /** Changes in one record; more are written as several, so that a state can be found by reading a little. */
    static final int MAX_CHANGES = 32;

    private StatesRecord() {}

    /** One change as it stands in the log; an empty state means that the delivery is done. */
    record Change(long id, int number, List<StateChange.Settled> settled, Optional<DeliveryState> state) {}

    /** The end of a delivery whose message's record is still in the log. */
    record Ended(long id, int number) {}

    static BytesOut write(List<Change> changes) {
        var out = new BytesOut(128 * changes.size());
        out.varint(changes.size());
        for (Change change : changes) {
            out.u64(change.id()).varint(change.number());
            out.u8(change.state().isPresent() ? 1 : 0);
            out.varint(change.settled().size());
            change.settled().forEach(settled -> out.varint(settled.recipient()).u8(Codes.of(settled.end())));
            change.state().ifPresent(state -> state.write(out));
        }
        return out;
    }

    static List<Change> read(BytesIn in) throws SpoolException {
        int count = in.count();
        var changes = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) {
            long id = in.u64();
            int number = in.number();
            boolean more = in.u8() == 1;
            int ends = in.count();
            var settled = new ArrayList<StateChange.Settled>(ends);
            for (int s = 0; s < ends; s++) {
                int recipient = in.number();
                settled.add(new StateChange.Settled(recipient, Codes.end(in.u8())));
            }
            changes.add(new Change(id, number, settled, more ? Optional.of(DeliveryState.read(in)) : Optional.empty()));
        }
        return changes;
    }

    static BytesOut writeVoids(List<Ended> voids) {
        var out = new BytesOut(16 * voids.size() + 8);
        out.varint(voids.size());
        voids.forEach(gone -> out.u64(gone.id()).varint(gone.number()));
        return out;
    }

    static List<Ended> readVoids(BytesIn in) throws SpoolException {
        int count = in.count();
        var voids = new ArrayList<Ended>(count);
        for (int i = 0; i < count; i++) {
            voids.add(new Ended(in.u64(), in.number()));
        }
        return voids;
    }
}

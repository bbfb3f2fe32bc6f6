package veredus.engine.spool;

import java.util.List;
import java.util.Set;

/** What a record does to the catalogue once it is in the log. */
sealed interface Effect {

    /** Nothing: it only matters to recovery. */
    record None() implements Effect {}

    /** A message is stored; its untried deliveries are in somebody's memory. */
    record Stored(long id, int deliveries, Pieces chunks) implements Effect {}

    /** A message that was in memory only is stored; the delivery {@code resting} rests. */
    record StoredAtRest(long id, List<DeliveryState> states, int resting) implements Effect {}

    /** A piece of a body whose message is still coming in. */
    record Piece() implements Effect {}

    /** Deliveries have new states, or have ended. */
    record Changed(List<StatesRecord.Change> changes) implements Effect {}

    /** A message was copied here from {@code from}, with its current states. */
    record MessageMoved(long id, int deliveries, long from, List<StateAt> seen, Pieces chunks) implements Effect {}

    /** States were copied here from {@code from}. */
    record StatesMoved(List<StateAt> states) implements Effect {}

    /** Ends of deliveries were copied here, whose messages are still in {@code segments}. */
    record EndsMoved(Set<Integer> segments) implements Effect {}

    /** Where the latest state of a delivery was when it was copied. */
    record StateAt(long id, int number, long location) {}

    Effect NONE = new None();
}

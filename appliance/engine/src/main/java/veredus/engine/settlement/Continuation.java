package veredus.engine.settlement;

import java.util.Optional;
import veredus.engine.envelope.Delivery;

/** Told of each delivery once its new state is durable. Runs on the settlement thread: must not wait. */
@FunctionalInterface
public interface Continuation {
    void settled(Delivery before, Optional<Delivery> remaining);
}

package veredus.engine.spool;

import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.MessageId;

/**
 * The messages of some of the deliveries that rest in a queue, in their order, each as often as it has deliveries there.
 *
 * @param next where the next page begins; empty when this is the last
 */
public record RestingIds(List<MessageId> messages, Optional<RestingPosition> next) {
    public RestingIds {
        messages = List.copyOf(messages);
    }
}

package veredus.engine.reception;

import veredus.engine.envelope.Message;

/** Takes a message over once it is durable; its deliveries are then its own to queue. */
@FunctionalInterface
public interface Intake {

    /** Called by the thread that received the message, before the client is told; must not wait for a delivery. */
    void accepted(Message message);
}

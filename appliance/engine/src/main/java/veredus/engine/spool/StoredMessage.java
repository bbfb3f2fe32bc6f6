package veredus.engine.spool;

import java.util.List;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;

/** A message with those of its deliveries that are not settled. */
public record StoredMessage(Message message, List<Delivery> deliveries) {}

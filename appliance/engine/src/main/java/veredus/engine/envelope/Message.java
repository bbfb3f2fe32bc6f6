package veredus.engine.envelope;

/**
 * A message in the spool.
 *
 * @param location where the spool finds it; means nothing to others
 */
public record Message(Envelope envelope, Body body, long location) {
    public MessageId id() {
        return envelope.id();
    }
}

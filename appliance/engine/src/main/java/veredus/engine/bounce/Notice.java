package veredus.engine.bounce;

import veredus.engine.envelope.Envelope;

/** A notice ready to be sent. */
public final class Notice {
    private final Envelope envelope;
    private final byte[] message;

    /** Takes {@code message} over: header and body, lines ended by CRLF. */
    public Notice(Envelope envelope, byte[] message) {
        this.envelope = envelope;
        this.message = message;
    }

    public Envelope envelope() {
        return envelope;
    }

    /** The bytes themselves, not a copy; nobody changes them. */
    public byte[] message() {
        return message;
    }
}

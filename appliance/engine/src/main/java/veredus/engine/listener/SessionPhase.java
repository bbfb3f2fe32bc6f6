package veredus.engine.listener;

/** How far a session has come (RFC 5321 4.1.4). */
enum SessionPhase {
    /** Greeted by us, not yet by the client. */
    CONNECTED,
    /** EHLO or HELO was accepted. */
    GREETED,
    /** A sender was accepted. */
    MAIL,
    /** At least one recipient was accepted. */
    RCPT,
    /** BDAT has brought a first part of the message. */
    CHUNKS
}

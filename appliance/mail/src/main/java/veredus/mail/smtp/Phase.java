package veredus.mail.smtp;

/** How far an outbound conversation has come, in the order of RFC 5321; a reply or a loss belongs to one of these. */
public enum Phase {
    /** The TCP connection is being made. */
    CONNECT,
    /** Waiting for the 220 of the peer. */
    GREETING,
    /** EHLO or HELO was sent. */
    EHLO,
    /** STARTTLS was sent, or the handshake is under way. */
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    /** DATA was sent, its 354 has not come. */
    DATA,
    /** The message is being sent, by DATA or BDAT. */
    BODY,
    /** The final dot or the last chunk was sent; a loss here may mean a duplicate. */
    END_OF_DATA,
    RSET,
    QUIT
}

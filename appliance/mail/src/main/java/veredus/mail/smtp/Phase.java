package veredus.mail.smtp;

/** How far an outbound conversation has come; a later phase compares as greater. */
public enum Phase {
    CONNECT,
    GREETING,
    EHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    BODY,
    END_OF_DATA,
    RSET,
    QUIT
}

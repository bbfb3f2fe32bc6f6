package veredus.engine.listener;

import veredus.mail.smtp.Reply;

/** What sessions say; other machines read it, so it stands together. Constant answers keep their wire form. */
final class Answers {
    /** When all has been said. */
    static final Answer NOTHING = Answer.silent();

    static final Answer OK = Answer.of(Reply.of(250, 0, 0, "ok"));
    static final Answer SENDER_OK = Answer.of(Reply.of(250, 1, 0, "sender ok"));
    static final Answer RECIPIENT_OK = Answer.of(Reply.of(250, 1, 5, "recipient ok"));
    static final Answer START_MESSAGE = Answer.of(Reply.of(354, "end the message with a dot on a line by itself"));
    static final Answer CHUNK_OK = Answer.of(Reply.of(250, 0, 0, "chunk ok"));
    static final Answer GOODBYE = Answer.last(Reply.of(221, 0, 0, "bye"));
    static final Answer START_TLS = Answer.of(Reply.of(220, 0, 0, "start TLS now"));
    static final Answer AUTHENTICATED = Answer.of(Reply.of(235, 7, 0, "authenticated"));
    static final Answer CANNOT_VERIFY = Answer.of(Reply.of(252, 0, 0, "cannot verify, but will try to deliver"));
    static final Answer HELP = Answer.of(Reply.of(214, 0, 0, "see RFC 5321"));

    // Not now: load, limits, time.
    static final Answer SERVER_FULL = Answer.last(Reply.of(421, 3, 2, "too many connections, try again later"));
    static final Answer CLIENT_FULL = Answer.last(Reply.of(421, 7, 0, "too many connections from your address"));
    static final Answer SHUTTING_DOWN = Answer.last(Reply.of(421, 3, 2, "shutting down, try again later"));
    static final Answer IDLE = Answer.last(Reply.of(421, 4, 2, "waited too long for you"));
    static final Answer SESSION_TOO_LONG = Answer.last(Reply.of(421, 4, 2, "session took too long"));
    static final Answer TOO_SLOW = Answer.last(Reply.of(421, 4, 2, "message came too slowly"));
    static final Answer TOO_MANY_MESSAGES =
            Answer.last(Reply.of(421, 7, 0, "too many messages in one connection, connect again"));
    static final Answer TOO_MUCH_JUNK = Answer.last(Reply.of(421, 7, 0, "too many commands without a message"));
    static final Answer TOO_MANY_ERRORS = Answer.last(Reply.of(421, 7, 0, "too many errors"));
    static final Answer TOO_MANY_AUTH_FAILURES = Answer.last(Reply.of(421, 7, 0, "too many failures to authenticate"));
    static final Answer FULL = Answer.of(Reply.of(452, 3, 1, "not enough space, try again later"));
    static final Answer OUT_OF_SERVICE = Answer.of(Reply.of(451, 3, 0, "cannot store mail now, try again later"));
    static final Answer TOO_MANY_RECIPIENTS =
            Answer.of(Reply.of(452, 5, 3, "too many recipients, send to the rest separately"));
    static final Answer AUTH_NOT_NOW = Answer.of(Reply.of(454, 7, 0, "cannot authenticate now, try again later"));
    static final Answer TLS_NOT_NOW = Answer.of(Reply.of(454, 7, 0, "TLS is not available now"));
    static final Answer INTERNAL = Answer.of(Reply.of(451, 3, 0, "internal error, try again later"));

    // Never: order of commands, protocol.
    static final Answer NOT_ALLOWED = Answer.last(Reply.of(554, 7, 1, "your address may not connect here"));
    static final Answer NO_PROXY_HEADER = Answer.last(Reply.of(421, 7, 0, "PROXY header expected"));
    static final Answer OUT_OF_STEP =
            Answer.last(Reply.of(554, 5, 0, "you went on without waiting for the reply (RFC 2920)"));
    static final Answer INJECTION = Answer.last(Reply.of(554, 5, 0, "you went on in clear after STARTTLS (RFC 3207)"));
    static final Answer NOT_SMTP = Answer.last(Reply.of(521, 7, 0, "this is SMTP"));
    static final Answer UNKNOWN = Answer.of(Reply.of(502, 5, 1, "command not known here"));
    static final Answer NOT_IMPLEMENTED = Answer.of(Reply.of(502, 5, 1, "command not implemented"));
    static final Answer GREET_FIRST = Answer.of(Reply.of(503, 5, 1, "say EHLO first"));
    static final Answer MAIL_FIRST = Answer.of(Reply.of(503, 5, 1, "MAIL first"));
    static final Answer RCPT_FIRST = Answer.of(Reply.of(503, 5, 1, "RCPT first"));
    static final Answer NO_RECIPIENT = Answer.of(Reply.of(554, 5, 1, "no valid recipients"));
    static final Answer IN_TRANSACTION = Answer.of(Reply.of(503, 5, 1, "not during a mail transaction"));
    static final Answer IN_CHUNKS = Answer.of(Reply.of(503, 5, 1, "BDAT has begun, finish or RSET"));
    static final Answer TLS_ALREADY = Answer.of(Reply.of(503, 5, 1, "TLS is on already"));
    static final Answer TLS_NEEDED = Answer.of(Reply.of(530, 7, 0, "STARTTLS first"));
    static final Answer AUTH_NEEDED = Answer.of(Reply.of(530, 7, 0, "authentication required"));
    static final Answer AUTH_ALREADY = Answer.of(Reply.of(503, 5, 1, "authenticated already"));
    static final Answer AUTH_NEEDS_TLS = Answer.of(Reply.of(538, 7, 11, "authentication needs TLS"));
    static final Answer AUTH_UNKNOWN = Answer.of(Reply.of(504, 5, 4, "mechanism not known here"));
    static final Answer AUTH_CANCELLED = Answer.of(Reply.of(501, 5, 0, "authentication cancelled"));
    static final Answer AUTH_MALFORMED = Answer.of(Reply.of(501, 5, 2, "malformed response"));
    static final Answer AUTH_FAILED = Answer.of(Reply.of(535, 7, 8, "name or password wrong"));
    static final Answer LINE_TOO_LONG = Answer.of(Reply.of(500, 5, 6, "line too long"));
    static final Answer BARE_LF = Answer.of(Reply.of(500, 5, 2, "lines end with CRLF"));

    // Never: policy.
    static final Answer RELAY_DENIED = Answer.of(Reply.of(550, 7, 1, "relaying denied"));
    static final Answer NO_SUCH_USER = Answer.of(Reply.of(550, 1, 1, "no such user here"));
    static final Answer SENDER_NOT_YOURS = Answer.of(Reply.of(553, 7, 1, "this sender domain is not yours"));
    static final Answer TOO_LARGE = Answer.of(Reply.of(552, 3, 4, "message too large"));
    static final Answer CHUNK_TOO_LARGE = Answer.last(Reply.of(552, 3, 4, "chunk too large"));
    static final Answer SMUGGLING = Answer.last(Reply.of(550, 6, 11, "bare CR, LF or NUL in message refused"));
    static final Answer XCLIENT_DENIED = Answer.of(Reply.of(550, 7, 0, "XCLIENT denied"));
    static final Answer XCLIENT_BAD = Answer.of(Reply.of(501, 5, 4, "bad XCLIENT value"));

    private Answers() {}
}

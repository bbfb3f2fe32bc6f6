package veredus.engine.reception;

import veredus.mail.smtp.Reply;

/** Why a message is not taken, once its recipients were; other machines read it, so it stands together. */
final class Refusal {
    static final Reply HEADER_TOO_LARGE = Reply.of(552, 3, 4, "message header too large");
    static final Reply TOO_MANY_FIELDS = Reply.of(552, 3, 4, "too many header fields");
    static final Reply TOO_MANY_HOPS = Reply.of(550, 4, 6, "too many hops, this message is going in circles");
    static final Reply POOL_UNKNOWN = Reply.of(550, 7, 1, "no such virtual MTA");
    static final Reply POOL_NOT_YOURS = Reply.of(550, 7, 1, "this virtual MTA is not yours to use");
    static final Reply TENANT_NOT_YOURS = Reply.of(550, 7, 1, "no such tenant, or not yours to choose");
    static final Reply SENDER_NOT_YOURS = Reply.of(553, 7, 1, "this sender domain is not yours");
    static final Reply BAD_PRIORITY = Reply.of(550, 6, 0, "priority is a number from 0 to 9");
    static final Reply BAD_SCHEDULE = Reply.of(550, 6, 0, "schedule is a time in ISO 8601 with offset, or a Unix time");
    static final Reply BAD_WORD = Reply.of(550, 6, 0, "steering header field too long or with odd characters");
    static final Reply FULL = Reply.of(452, 3, 1, "not enough space, try again later");
    static final Reply NO_MEMORY = Reply.of(452, 3, 1, "too much mail is coming in at once, try again later");
    static final Reply NOT_STORED = Reply.of(451, 3, 0, "cannot store mail now, try again later");

    static final Reply TOO_MANY_SHARES =
            Reply.of(452, 5, 3, "recipients have too many different routes, send to fewer at once");

    private Refusal() {}
}

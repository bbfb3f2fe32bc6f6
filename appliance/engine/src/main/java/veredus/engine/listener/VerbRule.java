package veredus.engine.listener;

import static veredus.engine.listener.SessionPhase.CONNECTED;
import static veredus.engine.listener.SessionPhase.GREETED;
import static veredus.engine.listener.SessionPhase.MAIL;
import static veredus.engine.listener.SessionPhase.RCPT;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import veredus.mail.smtp.Verb;

/**
 * The rules of one verb.
 *
 * @param phases in which it may come
 * @param beforeTls whether it may come in clear where the listener requires TLS
 * @param endsBatch whether nothing may follow it before its reply (RFC 2920 3.1)
 * @param junk whether it counts as a command that brings no mail
 */
record VerbRule(Set<SessionPhase> phases, boolean beforeTls, boolean endsBatch, boolean junk) {
    private static final Map<Verb, VerbRule> RULES = new EnumMap<>(Verb.class);

    static {
        for (Verb verb : Verb.values()) {
            RULES.put(verb, row(verb));
        }
    }

    static VerbRule of(Verb verb) {
        VerbRule rule = RULES.get(verb);
        if (rule == null) {
            throw new IllegalStateException("no rule for " + verb);
        }
        return rule;
    }

    private static VerbRule row(Verb verb) {
        Set<SessionPhase> any = EnumSet.allOf(SessionPhase.class);
        return switch (verb) {
            case EHLO, HELO -> new VerbRule(any, true, true, true);
            case MAIL -> new VerbRule(EnumSet.of(GREETED), false, false, false);
            case RCPT -> new VerbRule(EnumSet.of(MAIL, RCPT), false, false, false);
            // With every RCPT refused, a pipelining client still sends DATA; it is told so there.
            case DATA -> new VerbRule(EnumSet.of(MAIL, RCPT), false, true, false);
            // Its bytes follow whatever we think of it, so it looks at the phase itself.
            case BDAT -> new VerbRule(any, true, false, false);
            case RSET, NOOP, VRFY, EXPN, HELP -> new VerbRule(any, true, false, true);
            case QUIT, UNKNOWN -> new VerbRule(any, true, false, false);
            // It looks by itself for what may not follow it.
            case STARTTLS -> new VerbRule(EnumSet.of(GREETED), true, false, true);
            case AUTH -> new VerbRule(EnumSet.of(GREETED), true, true, false);
            case XCLIENT -> new VerbRule(EnumSet.of(CONNECTED, GREETED), true, true, true);
        };
    }

    /** What is wrong with a verb that comes in {@code phase}, where it may not. */
    static Answer outOfOrder(Verb verb, SessionPhase phase) {
        return switch (phase) {
            case CONNECTED -> Answers.GREET_FIRST;
            case GREETED -> Answers.MAIL_FIRST;
            case MAIL ->
                verb == Verb.MAIL || verb == Verb.STARTTLS || verb == Verb.AUTH || verb == Verb.XCLIENT
                        ? Answers.IN_TRANSACTION
                        : Answers.RCPT_FIRST;
            case RCPT -> Answers.IN_TRANSACTION;
            case CHUNKS -> Answers.IN_CHUNKS;
        };
    }
}

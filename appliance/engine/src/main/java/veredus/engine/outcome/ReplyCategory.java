package veredus.engine.outcome;

import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/** Names the bounce category of a refusal; the rules behind it are policy. Pure, called by many threads at once. */
@FunctionalInterface
public interface ReplyCategory {
    String of(Phase phase, Reply reply);
}

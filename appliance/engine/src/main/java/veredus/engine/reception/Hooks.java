package veredus.engine.reception;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Recipient;
import veredus.mail.smtp.Reply;

/**
 * The hooks in their order. A hook that fails is a bug of ours: the client is told to come again (451), so that no
 * mail is lost or let in unchecked.
 */
public final class Hooks {
    static final Reply BROKEN = Reply.of(451, 3, 0, "internal error, try again later");

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final List<Hook> hooks;

    public Hooks(List<Hook> hooks) {
        this.hooks = List.copyOf(hooks);
    }

    public Optional<Reply> connect(Client client) {
        return ask("connect", hook -> hook.connect(client));
    }

    public Optional<Reply> ehlo(Client client) {
        return ask("ehlo", hook -> hook.ehlo(client));
    }

    public Optional<Reply> mail(Submission submission) {
        return ask("mail", hook -> hook.mail(submission));
    }

    public Optional<Reply> rcpt(Submission submission, Recipient recipient) {
        return ask("rcpt", hook -> hook.rcpt(submission, recipient));
    }

    public Optional<Reply> data(Submission submission) {
        return ask("data", hook -> hook.data(submission));
    }

    Optional<Reply> message(Envelope envelope) {
        return ask("message", hook -> hook.message(envelope));
    }

    /** The reply of the first hook that stops; empty when all pass. */
    private Optional<Reply> ask(String stage, Function<Hook, Hook.Verdict> question) {
        for (Hook hook : hooks) {
            try {
                switch (question.apply(hook)) {
                    case Hook.Verdict.Pass pass -> {}
                    case Hook.Verdict.Stop(Reply reply) -> {
                        return Optional.of(reply);
                    }
                }
            } catch (RuntimeException bug) {
                LOG.error("Hook {} failed at {}; the client was told to try again", hook.name(), stage, bug);
                return Optional.of(BROKEN);
            }
        }
        return Optional.empty();
    }
}

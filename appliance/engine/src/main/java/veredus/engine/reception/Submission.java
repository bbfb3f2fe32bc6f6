package veredus.engine.reception;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import veredus.engine.envelope.Recipient;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.MailParameters;
import veredus.mail.smtp.OriginalRecipient;
import veredus.mail.smtp.RcptParameters;

/**
 * A message on its way in: who sends it to whom, and how. It grows while the client names recipients. One thread.
 */
public final class Submission {
    private final Client client;
    private final Roster roster;
    private final ReversePath sender;
    private final MailParameters parameters;
    private final List<Recipient> recipients = new ArrayList<>();

    /**
     * Begins one, at MAIL.
     *
     * @param roster the policy that this message is treated by, whatever is loaded meanwhile
     */
    public Submission(Client client, Roster roster, ReversePath sender, MailParameters parameters) {
        this.client = client;
        this.roster = roster;
        this.sender = sender;
        this.parameters = parameters;
    }

    public Client client() {
        return client;
    }

    public Roster roster() {
        return roster;
    }

    public ReversePath sender() {
        return sender;
    }

    public MailParameters parameters() {
        return parameters;
    }

    /** Those accepted so far, in their order. */
    public List<Recipient> recipients() {
        return recipients;
    }

    /** The recipient that {@link #add} would add. */
    public Recipient recipient(Mailbox address, RcptParameters wishes) {
        return new Recipient(
                recipients.size(),
                address,
                notifications(wishes),
                wishes.originalRecipient().map(Submission::shown));
    }

    public void add(Recipient recipient) {
        if (recipient.number() != recipients.size()) {
            throw new IllegalArgumentException(
                    "recipient " + recipient.number() + " as number " + recipients.size() + " of " + sender);
        }
        recipients.add(recipient);
    }

    private static String shown(OriginalRecipient original) {
        return original.type() + ";" + original.address();
    }

    private static Set<Recipient.Notify> notifications(RcptParameters wishes) {
        if (wishes.notifications().isEmpty()) {
            return Set.of();
        }
        var result = EnumSet.noneOf(Recipient.Notify.class);
        for (RcptParameters.Notify wish : wishes.notifications()) {
            result.add(
                    switch (wish) {
                        case NEVER -> Recipient.Notify.NEVER;
                        case SUCCESS -> Recipient.Notify.SUCCESS;
                        case FAILURE -> Recipient.Notify.FAILURE;
                        case DELAY -> Recipient.Notify.DELAY;
                    });
        }
        return result;
    }

    Optional<Boolean> returnFull() {
        return parameters.ret().map(ret -> ret == MailParameters.Ret.FULL);
    }
}

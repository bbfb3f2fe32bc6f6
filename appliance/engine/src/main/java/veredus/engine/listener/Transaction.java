package veredus.engine.listener;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.ListenerPolicy;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.Recipient;
import veredus.engine.reception.Client;
import veredus.engine.reception.Hooks;
import veredus.engine.reception.Receipt;
import veredus.engine.reception.Reception;
import veredus.engine.reception.Roster;
import veredus.engine.reception.Submission;
import veredus.mail.address.ForwardPath;
import veredus.mail.address.Mailbox;
import veredus.mail.smtp.Command;
import veredus.mail.smtp.Reply;

/**
 * The mail transactions of a session, one after the other (RFC 5321 3.3): MAIL, RCPT, then DATA or BDAT. One thread.
 */
final class Transaction implements AutoCloseable {
    /** A chunk of more than this many times the largest message is not read to its end. */
    private static final int SWALLOWED_MESSAGES = 2;

    private final SessionRooms rooms;
    private final Reception reception;
    private final Hooks hooks;
    private final SessionStory story;
    private @Nullable Submission submission;
    private @Nullable MessageTransfer transfer;

    Transaction(SessionRooms rooms, SessionStory story) {
        this.rooms = rooms;
        this.reception = rooms.reception();
        this.hooks = rooms.reception().hooks();
        this.story = story;
    }

    /** How far it has come; GREETED when there is none. */
    SessionPhase phase() {
        if (transfer != null) {
            return SessionPhase.CHUNKS;
        }
        if (submission == null) {
            return SessionPhase.GREETED;
        }
        return submission.recipients().isEmpty() ? SessionPhase.MAIL : SessionPhase.RCPT;
    }

    boolean isSmtpUtf8() {
        return submission != null && submission.parameters().smtpUtf8();
    }

    /** Forgets the transaction and what came of its message. */
    void reset() {
        submission = null;
        MessageTransfer open = transfer;
        transfer = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        reset();
    }

    Answer mail(Command.Mail mail, Client client, Roster roster) {
        ListenerPolicy policy = client.listener();
        if (policy.requireAuth() && client.user().isEmpty()) {
            return Answers.AUTH_NEEDED;
        }
        if (policy.maxMessagesPerConnection() > 0 && story.messages() >= policy.maxMessagesPerConnection()) {
            return Answers.TOO_MANY_MESSAGES;
        }
        switch (reception.admission()) {
            case OPEN -> {}
            case SOFT_LIMIT -> {
                return Answers.FULL;
            }
            case HARD_LIMIT -> {
                return Answers.OUT_OF_SERVICE;
            }
        }
        if (mail.parameters().sizeBytes().orElse(0) > policy.maxMessageSize().bytes()) {
            return Answers.TOO_LARGE;
        }
        if (client.mayRelay() && !roster.maySend(client, mail.path())) {
            return Answers.SENDER_NOT_YOURS;
        }
        var wanted = new Submission(client, roster, mail.path(), mail.parameters());
        Optional<Reply> stopped = hooks.mail(wanted);
        if (stopped.isPresent()) {
            return Answer.of(stopped.get());
        }
        submission = wanted;
        return Answers.SENDER_OK;
    }

    Answer rcpt(Command.Rcpt rcpt, boolean authOffered) {
        Submission open = begun();
        Client client = open.client();
        // Who may not relay hears nothing else, whatever form the address has.
        if (!client.mayRelay()) {
            return authOffered ? Answers.AUTH_NEEDED : Answers.RELAY_DENIED;
        }
        if (open.recipients().size() >= client.listener().maxRecipients()) {
            return Answers.TOO_MANY_RECIPIENTS;
        }
        Mailbox mailbox;
        switch (rcpt.path()) {
            case ForwardPath.Of(Mailbox named) -> mailbox = named;
            case ForwardPath.Postmaster ours -> {
                return Answers.NO_SUCH_USER;
            }
        }
        if (open.roster().isLocal(mailbox.domain())) {
            return Answers.NO_SUCH_USER;
        }
        Recipient recipient = open.recipient(mailbox, rcpt.parameters());
        Optional<Reply> stopped = hooks.rcpt(open, recipient);
        if (stopped.isPresent()) {
            return Answer.of(stopped.get());
        }
        open.add(recipient);
        return Answers.RECIPIENT_OK;
    }

    /** Asks for the message and takes it. */
    Answer data(SessionInput input, SessionOutput output) throws IOException {
        Submission open = begun();
        if (open.recipients().isEmpty()) {
            return Answers.NO_RECIPIENT;
        }
        Optional<Reply> stopped = hooks.data(open);
        if (stopped.isPresent()) {
            reset();
            return Answer.of(stopped.get());
        }
        output.add(Answers.START_MESSAGE.wire());
        output.flush();
        input.enlarge();
        Client client = open.client();
        var pace = new Pace(input, rooms.time(), client.listener());
        try (var taking = new MessageTransfer(reception.begin(open), client.listener())) {
            return answer(taking, taking.data(pace, client.extended()));
        } catch (SocketTimeoutException slow) {
            return Answers.TOO_SLOW;
        } finally {
            reset();
        }
    }

    /** Takes one chunk; its bytes are read whatever is wrong, since they follow the command at once (RFC 3030 2). */
    Answer bdat(Command.Bdat chunk, SessionInput input, Client client, Optional<Answer> outOfOrder) throws IOException {
        ListenerPolicy policy = client.listener();
        if (chunk.sizeBytes() / SWALLOWED_MESSAGES > policy.maxMessageSize().bytes()) {
            return Answers.CHUNK_TOO_LARGE;
        }
        input.enlarge();
        var pace = new Pace(input, rooms.time(), policy);
        try {
            Optional<Answer> wrong = outOfOrder.or(this::beginChunks);
            MessageTransfer taking = transfer;
            if (wrong.isPresent() || taking == null) {
                MessageTransfer.swallow(pace, chunk.sizeBytes());
                return wrong.orElse(Answers.RCPT_FIRST);
            }
            taking.chunk(pace, chunk.sizeBytes());
            if (!chunk.last() && !taking.isRefused()) {
                return Answers.CHUNK_OK;
            }
            Answer answer = answer(taking, taking.finish());
            reset();
            return answer;
        } catch (SocketTimeoutException slow) {
            return Answers.TOO_SLOW;
        }
    }

    /** Opens the message at its first chunk, or says why not. */
    private Optional<Answer> beginChunks() {
        if (transfer != null) {
            return Optional.empty();
        }
        if (submission == null || submission.recipients().isEmpty()) {
            return Optional.of(submission == null ? Answers.MAIL_FIRST : Answers.RCPT_FIRST);
        }
        Optional<Reply> stopped = hooks.data(submission);
        if (stopped.isPresent()) {
            reset();
            return stopped.map(Answer::of);
        }
        transfer = new MessageTransfer(
                reception.begin(submission), submission.client().listener());
        return Optional.empty();
    }

    private Answer answer(MessageTransfer taken, Receipt receipt) {
        return switch (receipt) {
            case Receipt.Stored(List<Message> messages) -> {
                int recipients = messages.stream()
                        .mapToInt(message -> message.envelope().recipients().size())
                        .sum();
                story.accepted(recipients, messages.getFirst().body().sizeBytes());
                String ids = messages.stream()
                        .map(message -> message.id().toString())
                        .collect(Collectors.joining(", "));
                yield Answer.of(Reply.of(250, 0, 0, "accepted as " + ids));
            }
            case Receipt.Refused(Reply reply) -> taken.refusal(reply);
        };
    }

    private Submission begun() {
        if (submission == null) {
            throw new IllegalStateException("no transaction has begun");
        }
        return submission;
    }
}

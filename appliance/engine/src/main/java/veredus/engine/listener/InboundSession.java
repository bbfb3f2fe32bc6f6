package veredus.engine.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.User;
import veredus.engine.listener.SessionInput.Arrival;
import veredus.engine.reception.Client;
import veredus.engine.reception.Roster;
import veredus.mail.smtp.Command;
import veredus.mail.smtp.CommandParser;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Refusals;
import veredus.mail.smtp.Reply;
import veredus.mail.smtp.Verb;
import veredus.world.Connection;

/**
 * One SMTP conversation, as RFC 5321 has it: read a line, look at the verb's row, do it, answer. Replies to pipelined
 * commands go out together. It runs on the connection's own thread; only {@link #stop} is for others.
 *
 * <h2>Stopping</h2>
 *
 * A session that waits for its client is blocked in a read. So whoever stops it takes the word ({@link Turn}) and says
 * 421, and the session then reads on, for a while, only so that a reset does not take that reply away from the client.
 */
final class InboundSession {
    /** The longest a client may take to read a batch of replies. */
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

    /** Bare LF or CR in command lines before we give up: nobody who means well sends them. */
    private static final int BARE_LINE_ENDS_MAX = 3;

    /** What is read and thrown away before we close, so that the last reply is not lost to a reset. */
    private static final int DRAINED_MAX = 1024 * 1024;

    /** The longest silence of a client that was told to go and does not. */
    private static final Duration HEARD_OUT = Duration.ofSeconds(2);

    /** First words of those who take us for something else. */
    private static final Set<String> NOT_SMTP = Set.of("CONNECT", "GET", "POST", "HEAD", "PUT", "OPTIONS");

    private final SessionRooms rooms;
    private final Roster roster;
    private final ListenerPolicy policy;
    private final InetAddress peer;
    private final SessionStory story;
    private final Transaction transaction;
    private final Turn turn = new Turn();

    private volatile Connection connection;
    private SessionInput input;
    private SessionOutput output;
    private Client client;
    private boolean greeted;
    private Announcement announced = Announcement.NOTHING;
    private CommandParser.Context context = new CommandParser.Context(Set.of(), false);

    InboundSession(Connection connection, Client client, Roster roster, SessionRooms rooms) {
        this.connection = connection;
        this.client = client;
        this.roster = roster;
        this.rooms = rooms;
        this.policy = client.listener();
        this.peer = client.address();
        this.story = new SessionStory(rooms.counters(), rooms.time().nanos());
        this.transaction = new Transaction(rooms, story);
        this.input = new SessionInput(connection, rooms.time(), rooms.buffers(), turn);
        this.output = new SessionOutput(connection);
    }

    /** Talks until one of both has enough. */
    void run() throws InterruptedException {
        String end = "interrupted";
        try {
            end = converse();
        } catch (Turn.Over stopped) {
            end = "stopped";
            transaction.close();
            if (!stopped.isSaid()) {
                sayLast();
            }
            hearOut();
        } catch (IOException lost) {
            end = String.valueOf(lost.getMessage());
        } finally {
            transaction.close();
            input.close();
            story.tell(client, end, rooms.time().nanos());
        }
    }

    /**
     * Ends the session with 421 if it waits for its client; otherwise it ends itself with its next reply.
     *
     * @param evenInMessage whether also a client that is sending a message is told; if not, it may finish that
     */
    void stop(boolean evenInMessage) {
        if (!turn.end(evenInMessage)) {
            return;
        }
        try {
            connection.write(Answers.SHUTTING_DOWN.wire());
        } catch (IOException gone) {
            // So it has ended anyway.
        }
        if (!evenInMessage) {
            connection.close();
        }
    }

    /** Ends the session, whatever it is doing. */
    void abandon() {
        connection.close();
    }

    private String converse() throws IOException, InterruptedException {
        connection.writeLimit(WRITE_LIMIT);
        Answer answer = greeting();
        while (true) {
            output.add(answer.wire());
            if (answer.isLast()) {
                output.flush();
                drain();
                return answer.reply().toString();
            }
            if (rooms.stopping().getAsBoolean()) {
                answer = Answers.SHUTTING_DOWN;
                continue;
            }
            if (rooms.time().nanos() - story.beganNanos()
                    > policy.sessionLimit().toNanos()) {
                answer = judged(Answers.SESSION_TOO_LONG);
                continue;
            }
            Arrival arrival = input.hasLine() ? input.readLine(policy.idleLimit(), false) : await();
            switch (arrival) {
                case LINE -> answer = judged(onLine());
                case TOO_LONG -> answer = judged(Answers.LINE_TOO_LONG);
                case TIMEOUT -> answer = judged(Answers.IDLE);
                case CLOSED -> {
                    return "the client left";
                }
            }
        }
    }

    private void sayLast() {
        try {
            output.add(Answers.SHUTTING_DOWN.wire());
            output.flush();
        } catch (IOException gone) {
            // So it has ended anyway.
        }
    }

    /** Reads on until the client has gone or the listener closes: unread bytes would turn our close into a reset. */
    private void hearOut() {
        byte[] rest = new byte[ReadBuffers.SMALL];
        try {
            connection.readLimit(HEARD_OUT);
            int got = 0;
            while (got >= 0) {
                got = connection.read(rest, 0, rest.length);
            }
        } catch (IOException closed) {
            // Either has had enough.
        }
    }

    private Answer greeting() {
        if (rooms.stopping().getAsBoolean()) {
            return Answers.SHUTTING_DOWN;
        }
        rooms.counters().connections.increment();
        Optional<Reply> stopped = rooms.reception().hooks().connect(client);
        if (stopped.isPresent()) {
            return judged(Answer.last(stopped.get()));
        }
        return Answer.of(Reply.of(220, rooms.reception().host() + " " + policy.banner()));
    }

    /** Waits for a line with nothing more to do: replies are out, the large buffer is back. */
    private Arrival await() throws IOException {
        output.flush();
        input.shrink();
        return input.readLine(policy.idleLimit(), false);
    }

    private Answer onLine() throws IOException, InterruptedException {
        if (input.lineIsBare()) {
            return bareLineEnd(Answers.BARE_LF.reply());
        }
        return switch (CommandParser.parse(input.array(), input.lineStart(), input.lineLength(), context)) {
            case CommandParser.Result.Parsed(Command command) -> checked(command);
            case CommandParser.Result.Refused(Reply reply) -> {
                if (reply.equals(Refusals.BAD_CHARACTER)) {
                    yield bareLineEnd(reply);
                }
                // Without a number nobody knows where the next command begins.
                yield reply.equals(Refusals.BDAT_SYNTAX) ? Answer.last(reply) : Answer.of(reply);
            }
        };
    }

    private Answer bareLineEnd(Reply reply) {
        return story.bareLineEnd() >= BARE_LINE_ENDS_MAX ? Answer.last(reply) : Answer.of(reply);
    }

    /** The verb's row, then the command. */
    private Answer checked(Command command) throws IOException, InterruptedException {
        Verb verb = command.verb();
        VerbRule rule = VerbRule.of(verb);
        // After HELO nothing may be pipelined at all.
        if (input.hasMore() && verb != Verb.BDAT && verb != Verb.QUIT && (rule.endsBatch() || !mayPipeline())) {
            return Answers.OUT_OF_STEP;
        }
        if (rule.junk() && story.junkCommand() > policy.maxJunkCommands()) {
            return Answers.TOO_MUCH_JUNK;
        }
        if (!rule.phases().contains(phase())) {
            return VerbRule.outOfOrder(verb, phase());
        }
        if (policy.requireTls() && client.tls().isEmpty() && !rule.beforeTls()) {
            return Answers.TLS_NEEDED;
        }
        return obey(command);
    }

    private boolean mayPipeline() {
        return client.extended() || !greeted;
    }

    private SessionPhase phase() {
        return greeted ? transaction.phase() : SessionPhase.CONNECTED;
    }

    private Answer obey(Command command) throws IOException, InterruptedException {
        return switch (command) {
            case Command.Ehlo(String name) -> hello(name, true);
            case Command.Helo(String name) -> hello(name, false);
            case Command.Mail mail -> {
                Answer answer = transaction.mail(mail, client, roster);
                context = context.withSmtpUtf8(transaction.isSmtpUtf8());
                yield answer;
            }
            case Command.Rcpt rcpt -> transaction.rcpt(rcpt, announced.has(Extension.AUTH));
            case Command.Data data -> transaction.data(input, output);
            case Command.Bdat chunk -> transaction.bdat(chunk, input, client, bdatOutOfOrder());
            case Command.Rset rset -> {
                transaction.reset();
                yield Answers.OK;
            }
            case Command.Noop noop -> Answers.OK;
            case Command.Vrfy vrfy -> Answers.CANNOT_VERIFY;
            case Command.Expn expn -> Answers.NOT_IMPLEMENTED;
            case Command.Help help -> Answers.HELP;
            case Command.Quit quit -> Answers.GOODBYE;
            case Command.StartTls startTls -> startTls();
            case Command.Auth auth -> authenticate(auth);
            case Command.Xclient xclient -> xclient(xclient);
            case Command.Unknown(String word) -> NOT_SMTP.contains(word) ? Answers.NOT_SMTP : Answers.UNKNOWN;
        };
    }

    private Optional<Answer> bdatOutOfOrder() {
        if (!greeted) {
            return Optional.of(Answers.GREET_FIRST);
        }
        return policy.requireTls() && client.tls().isEmpty() ? Optional.of(Answers.TLS_NEEDED) : Optional.empty();
    }

    private Answer hello(String name, boolean extended) {
        transaction.reset();
        Client named = client.greeted(name, extended);
        Optional<Reply> stopped = rooms.reception().hooks().ehlo(named);
        if (stopped.isPresent()) {
            return Answer.of(stopped.get());
        }
        client = named;
        greeted = true;
        announced = extended
                ? Announcement.of(client, roster, rooms.tls().isPresent(), takesXclient())
                : Announcement.NOTHING;
        context = new CommandParser.Context(announced.offered(), false);
        return extended
                ? announced.toEhlo(rooms.reception().host(), policy)
                : Answer.of(Reply.of(250, rooms.reception().host().name()));
    }

    private boolean takesXclient() {
        return policy.xclientNetworks().stream().anyMatch(network -> network.contains(peer));
    }

    private Answer startTls() throws IOException {
        if (client.tls().isPresent()) {
            return Answers.TLS_ALREADY;
        }
        if (!announced.has(Extension.STARTTLS) || rooms.tls().isEmpty()) {
            return Answers.NOT_IMPLEMENTED;
        }
        // Whatever came in clear behind STARTTLS is not the client's, or the client is broken (RFC 3207 6).
        if (input.hasMoreOnTheWay()) {
            return Answers.INJECTION;
        }
        SSLEngine engine = rooms.tls().get().get();
        output.add(Answers.START_TLS.wire());
        output.flush();
        input.close();
        Connection secured = connection.secure(engine, policy.handshakeLimit());
        connection = secured;
        secured.writeLimit(WRITE_LIMIT);
        input = new SessionInput(secured, rooms.time(), rooms.buffers(), turn);
        output = new SessionOutput(secured);
        client = client.secured(secured.tls().orElseThrow());
        forget();
        return Answers.NOTHING;
    }

    /** The client is as one that has just connected. */
    private void forget() {
        transaction.reset();
        greeted = false;
        announced = Announcement.NOTHING;
        context = new CommandParser.Context(Set.of(), false);
    }

    private Answer authenticate(Command.Auth auth) throws IOException, InterruptedException {
        if (client.user().isPresent()) {
            return Answers.AUTH_ALREADY;
        }
        if (client.tls().isEmpty() && !policy.authWithoutTls()) {
            return Answers.AUTH_NEEDS_TLS;
        }
        if (!announced.has(Extension.AUTH)) {
            return Answers.NOT_IMPLEMENTED;
        }
        if (story.authFailures() >= policy.maxAuthFailures()) {
            return Answers.TOO_MANY_AUTH_FAILURES;
        }
        if (!announced.mechanisms().contains(auth.mechanism())) {
            return Answers.AUTH_UNKNOWN;
        }
        return switch (new AuthDialogue(rooms, input, output, story).run(auth, client, roster)) {
            case AuthDialogue.Result.Known(User user) -> {
                client = client.authenticated(user);
                yield Answers.AUTHENTICATED;
            }
            case AuthDialogue.Result.Refused(Answer answer) -> answer;
        };
    }

    private Answer xclient(Command.Xclient xclient) {
        if (!takesXclient()) {
            return Answers.XCLIENT_DENIED;
        }
        String addr = xclient.attributes().getOrDefault("ADDR", "");
        boolean unknown = addr.isEmpty() || addr.startsWith("[");
        Optional<InetAddress> behind = unknown
                ? Optional.of(client.address())
                : IpText.parse(addr.regionMatches(true, 0, "IPV6:", 0, 5) ? addr.substring(5) : addr);
        String login = xclient.attributes().getOrDefault("LOGIN", "");
        Optional<User> user = login.isEmpty() || login.startsWith("[") ? Optional.empty() : roster.user(login);
        if (behind.isEmpty() || (user.isEmpty() && !login.isEmpty() && !login.startsWith("["))) {
            return Answers.XCLIENT_BAD;
        }
        client = client.relayedFor(behind.get(), user);
        forget();
        return Answer.of(Reply.of(220, rooms.reception().host() + " " + policy.banner()));
    }

    /** Counts a refusal, and ends the session when there were too many errors. */
    private Answer judged(Answer answer) {
        if (answer.code() < 400) {
            return answer;
        }
        story.refused(answer);
        if (answer.isLast() || !isError(answer)) {
            return answer;
        }
        return story.error() > policy.maxErrors() ? Answers.TOO_MANY_ERRORS : answer;
    }

    /** What only a client that is wrong about the protocol, or about us, gets to hear. */
    private static boolean isError(Answer answer) {
        return switch (answer.code()) {
            case 500, 501, 502, 503, 504, 530, 535, 538, 555 -> true;
            default -> answer.reply().equals(Answers.RELAY_DENIED.reply());
        };
    }

    private void drain() throws IOException {
        byte[] rest = new byte[ReadBuffers.SMALL];
        int drained = 0;
        while (drained < DRAINED_MAX && connection.buffered() > 0) {
            int got = connection.read(rest, 0, rest.length);
            if (got < 0) {
                return;
            }
            drained += got;
        }
    }
}

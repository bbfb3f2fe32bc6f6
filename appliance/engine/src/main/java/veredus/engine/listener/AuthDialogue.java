package veredus.engine.listener;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import veredus.api.policy.User;
import veredus.engine.listener.AuthExchange.Step;
import veredus.engine.reception.Client;
import veredus.engine.reception.Roster;
import veredus.mail.smtp.Command;
import veredus.mail.smtp.Reply;

/** Carries one AUTH exchange over the wire (RFC 4954 4). One thread. */
final class AuthDialogue {
    /** Every failure costs this, besides the verification. */
    private static final Duration FAILURE_DELAY = Duration.ofSeconds(1);

    /** No mechanism of ours takes more steps. */
    private static final int STEPS_MAX = 8;

    private static final int NONCE_BYTES = 18;

    private final SessionRooms rooms;
    private final SessionInput input;
    private final SessionOutput output;
    private final SessionStory story;

    AuthDialogue(SessionRooms rooms, SessionInput input, SessionOutput output, SessionStory story) {
        this.rooms = rooms;
        this.input = input;
        this.output = output;
        this.story = story;
    }

    /** How it ended. */
    sealed interface Result {
        record Known(User user) implements Result {}

        record Refused(Answer answer) implements Result {}
    }

    Result run(Command.Auth auth, Client client, Roster roster) throws IOException, InterruptedException {
        String nonce = Base64.getEncoder().encodeToString(rooms.chance().secret(NONCE_BYTES));
        Optional<AuthExchange> found =
                AuthExchange.of(auth.mechanism(), rooms.authentication(), roster, client.address(), nonce);
        if (found.isEmpty()) {
            return new Result.Refused(Answers.AUTH_UNKNOWN);
        }
        AuthExchange exchange = found.get();
        Step step = auth.initialResponse().isPresent()
                ? answered(exchange, auth.initialResponse().get())
                : new Step.Challenge(exchange.firstChallenge());
        for (int i = 0; i < STEPS_MAX; i++) {
            switch (step) {
                case Step.Done(User user) -> {
                    return new Result.Known(user);
                }
                case Step.Failed failed -> {
                    story.authFailed();
                    rooms.time().sleep(FAILURE_DELAY);
                    return new Result.Refused(Answers.AUTH_FAILED);
                }
                case Step.NotNow notNow -> {
                    story.authFailed();
                    return new Result.Refused(Answers.AUTH_NOT_NOW);
                }
                case Step.Malformed malformed -> {
                    return new Result.Refused(Answers.AUTH_MALFORMED);
                }
                case Step.Challenge(String text) -> {
                    Optional<Answer> unheard = ask(text, client);
                    if (unheard.isPresent()) {
                        return new Result.Refused(unheard.get());
                    }
                    String line = new String(
                            input.array(), input.lineStart(), input.lineLength(), StandardCharsets.ISO_8859_1);
                    if (line.equals("*")) {
                        return new Result.Refused(Answers.AUTH_CANCELLED);
                    }
                    step = answered(exchange, line);
                }
            }
        }
        return new Result.Refused(Answers.AUTH_MALFORMED);
    }

    private static Step answered(AuthExchange exchange, String base64) throws InterruptedException {
        byte[] response;
        try {
            response = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new Step.Malformed();
        }
        return exchange.next(response);
    }

    /** Sends a challenge and waits for one line; answers why there is none. */
    private Optional<Answer> ask(String challenge, Client client) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(challenge.getBytes(StandardCharsets.UTF_8));
        output.add(Answer.of(Reply.of(334, base64)).wire());
        output.flush();
        return switch (input.readLine(client.listener().idleLimit(), true)) {
            case LINE -> Optional.empty();
            case TOO_LONG -> Optional.of(Answers.LINE_TOO_LONG);
            case TIMEOUT -> Optional.of(Answers.IDLE);
            case CLOSED -> throw new EOFException("the client left while authenticating");
        };
    }
}

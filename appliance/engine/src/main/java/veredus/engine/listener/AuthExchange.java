package veredus.engine.listener;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import veredus.api.policy.User;
import veredus.engine.reception.Roster;

/**
 * One SASL exchange (RFC 4954), step by step; the session carries the words to and fro. One thread, one exchange.
 */
sealed interface AuthExchange permits AuthExchange.Plain, AuthExchange.Login, ScramExchange {

    /** What comes next. */
    sealed interface Step {
        /** Ask the client, with this text before it becomes base64. */
        record Challenge(String text) implements Step {}

        record Done(User user) implements Step {}

        /** The credentials are wrong. */
        record Failed() implements Step {}

        /** Too many failures or attempts; nothing was verified. */
        record NotNow() implements Step {}

        /** The client does not keep to the mechanism. */
        record Malformed() implements Step {}
    }

    /** Says what the client sees first when it gave no initial response; empty for {@code 334} and nothing. */
    String firstChallenge();

    /** Takes the client's next response, decoded. */
    Step next(byte[] response) throws InterruptedException;

    /** Starts a mechanism; empty when it is not one of ours. */
    static Optional<AuthExchange> of(
            String mechanism, Authentication authentication, Roster roster, InetAddress client, String nonce) {
        return switch (mechanism) {
            case "PLAIN" -> Optional.of(new Plain(authentication, roster, client));
            case "LOGIN" -> Optional.of(new Login(authentication, roster, client));
            case "SCRAM-SHA-256" -> Optional.of(new ScramExchange(authentication, roster, client, nonce));
            default -> Optional.empty();
        };
    }

    /** The bytes as UTF-8 text; empty when they are none, or are longer than any name. */
    static Optional<String> text(byte[] bytes) {
        if (bytes.length > MAX_NAME) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** Octets in a user name or a password. */
    int MAX_NAME = 1024;

    private static Step verified(Authentication.Verdict verdict) {
        return switch (verdict) {
            case Authentication.Verdict.Known(User user) -> new Step.Done(user);
            case Authentication.Verdict.Wrong wrong -> new Step.Failed();
            case Authentication.Verdict.NotNow notNow -> new Step.NotNow();
        };
    }

    /** RFC 4616: whom to act as, who, password, with NUL between them. */
    final class Plain implements AuthExchange {
        private final Authentication authentication;
        private final Roster roster;
        private final InetAddress client;

        private Plain(Authentication authentication, Roster roster, InetAddress client) {
            this.authentication = authentication;
            this.roster = roster;
            this.client = client;
        }

        @Override
        public String firstChallenge() {
            return "";
        }

        @Override
        public Step next(byte[] response) throws InterruptedException {
            int first = indexOfNul(response, 0);
            int second = first < 0 ? -1 : indexOfNul(response, first + 1);
            if (second < 0 || indexOfNul(response, second + 1) >= 0 || response.length > 3 * MAX_NAME) {
                return new Step.Malformed();
            }
            Optional<String> actAs = text(Arrays.copyOf(response, first));
            Optional<String> name = text(Arrays.copyOfRange(response, first + 1, second));
            if (actAs.isEmpty() || name.isEmpty() || name.get().isEmpty()) {
                return new Step.Malformed();
            }
            if (!actAs.get().isEmpty() && !actAs.get().equals(name.get())) {
                return new Step.Failed();
            }
            byte[] password = Arrays.copyOfRange(response, second + 1, response.length);
            return verified(authentication.verify(roster, client, name.get(), password));
        }

        private static int indexOfNul(byte[] bytes, int from) {
            for (int i = from; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** No RFC, but the oldest mail programs speak it: name and password, asked for one after the other. */
    final class Login implements AuthExchange {
        private final Authentication authentication;
        private final Roster roster;
        private final InetAddress client;
        private Optional<String> name = Optional.empty();

        private Login(Authentication authentication, Roster roster, InetAddress client) {
            this.authentication = authentication;
            this.roster = roster;
            this.client = client;
        }

        @Override
        public String firstChallenge() {
            return "Username:";
        }

        @Override
        public Step next(byte[] response) throws InterruptedException {
            if (name.isPresent()) {
                return response.length > MAX_NAME
                        ? new Step.Malformed()
                        : verified(authentication.verify(roster, client, name.get(), response));
            }
            name = text(response);
            return name.isEmpty() || name.get().isEmpty() ? new Step.Malformed() : new Step.Challenge("Password:");
        }
    }
}

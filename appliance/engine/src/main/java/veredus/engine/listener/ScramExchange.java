package veredus.engine.listener;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.User;
import veredus.engine.reception.Roster;
import veredus.world.ScramVerifier;

/**
 * The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: the password never travels, and
 * nothing costly is computed.
 */
final class ScramExchange implements AuthExchange {
    private final Authentication authentication;
    private final Roster roster;
    private final InetAddress client;
    private final String nonce;

    private State state = State.CLIENT_FIRST;
    private String name = "";
    private String fullNonce = "";
    private String expectedBinding = "";
    private String authMessage = "";
    private @Nullable ScramVerifier verifier;

    private enum State {
        CLIENT_FIRST,
        CLIENT_FINAL,
        CLIENT_EMPTY
    }

    ScramExchange(Authentication authentication, Roster roster, InetAddress client, String nonce) {
        this.authentication = authentication;
        this.roster = roster;
        this.client = client;
        this.nonce = nonce;
    }

    @Override
    public String firstChallenge() {
        return "";
    }

    @Override
    public Step next(byte[] response) {
        Optional<String> text = AuthExchange.text(response);
        if (text.isEmpty()) {
            return new Step.Malformed();
        }
        return switch (state) {
            case CLIENT_FIRST -> first(text.get());
            case CLIENT_FINAL -> last(text.get());
            case CLIENT_EMPTY -> text.get().isEmpty() ? done() : new Step.Malformed();
        };
    }

    /** {@code n,,n=user,r=nonce}: what comes before the second comma is the GS2 header. */
    private Step first(String message) {
        int gs2End = message.indexOf(',', message.indexOf(',') + 1);
        if (gs2End < 0 || !(message.startsWith("n,") || message.startsWith("y,"))) {
            return new Step.Malformed();
        }
        String gs2 = message.substring(0, gs2End + 1);
        String bare = message.substring(gs2End + 1);
        Map<Character, String> attributes = attributes(bare);
        String clientNonce = attributes.getOrDefault('r', "");
        Optional<String> user = unescape(attributes.getOrDefault('n', ""));
        if (!bare.startsWith("n=")
                || clientNonce.isEmpty()
                || user.isEmpty()
                || user.get().isEmpty()) {
            return new Step.Malformed();
        }
        name = user.get();
        String actAs = gs2.substring(2, gs2.length() - 1);
        // An empty "a=" is against the grammar, but gsasl sends it, and it asks for nothing.
        if (!actAs.isEmpty()
                && !actAs.equals("a=")
                && !unescape(actAs.startsWith("a=") ? actAs.substring(2) : "").equals(user)) {
            return new Step.Failed();
        }
        if (!authentication.mayTry(client, name)) {
            return new Step.NotNow();
        }
        ScramVerifier known = authentication.scramOf(roster, name);
        verifier = known;
        fullNonce = clientNonce + nonce;
        expectedBinding = Base64.getEncoder().encodeToString(gs2.getBytes(StandardCharsets.UTF_8));
        String serverFirst = "r=" + fullNonce + ",s=" + known.salt() + ",i=" + known.iterations();
        authMessage = bare + "," + serverFirst;
        state = State.CLIENT_FINAL;
        return new Step.Challenge(serverFirst);
    }

    private Step last(String message) {
        int proofAt = message.lastIndexOf(",p=");
        Map<Character, String> attributes = attributes(message);
        if (proofAt < 0 || verifier == null) {
            return new Step.Malformed();
        }
        byte[] proof;
        try {
            proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
        } catch (IllegalArgumentException notBase64) {
            return new Step.Malformed();
        }
        authMessage = authMessage + "," + message.substring(0, proofAt);
        boolean right = expectedBinding.equals(attributes.get('c'))
                && fullNonce.equals(attributes.get('r'))
                && verifier.proves(proof, authMessage)
                && roster.user(name).isPresent();
        authentication.note(client, name, right);
        if (!right) {
            return new Step.Failed();
        }
        state = State.CLIENT_EMPTY;
        // SMTP has no room for the last word of the server but a challenge, answered by nothing (RFC 4954 4).
        return new Step.Challenge("v=" + verifier.serverSignature(authMessage));
    }

    private Step done() {
        Optional<User> user = roster.user(name);
        return user.isPresent() ? new Step.Done(user.get()) : new Step.Failed();
    }

    private static Map<Character, String> attributes(String message) {
        var found = new HashMap<Character, String>();
        for (String part : message.split(",", -1)) {
            if (part.length() >= 2 && part.charAt(1) == '=') {
                found.putIfAbsent(part.charAt(0), part.substring(2));
            }
        }
        return found;
    }

    /** {@code =2C} is a comma, {@code =3D} an equals sign, anything else after {@code =} an error. */
    private static Optional<String> unescape(String text) {
        String plain = text.replace("=2C", ",").replace("=3D", "\u0000");
        return plain.indexOf('=') >= 0 || text.indexOf('\u0000') >= 0
                ? Optional.empty()
                : Optional.of(plain.replace('\u0000', '='));
    }
}

package veredus.engine.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.PathLimits;
import veredus.api.policy.Route;
import veredus.api.policy.TlsMode;
import veredus.engine.outcome.Fault;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Extensions;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/**
 * The beginning of a conversation on one connection: greeting, EHLO, STARTTLS and EHLO again, AUTH. Afterwards the
 * peer waits for MAIL, or there is a {@link Failure}. Used by one thread, once.
 */
final class Introduction {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(60);
    private static final int READY = 220;
    private static final int AUTHENTICATED = 235;

    private final PeerStream peer;
    private final Destination destination;
    private final ConnectionPlan.Try attempt;
    private final ClientTls tls;
    private final PathLimits limits;

    private Phase phase = Phase.GREETING;
    private Extensions extensions = Extensions.NONE;

    Introduction(PeerStream peer, Destination destination, ConnectionPlan.Try attempt, ClientTls tls) {
        this.peer = peer;
        this.destination = destination;
        this.attempt = attempt;
        this.tls = tls;
        this.limits = destination.limits();
    }

    /**
     * Why the conversation came to nothing.
     *
     * @param clearMayDo whether TLS alone is to blame, so that the same host may be had in clear
     */
    record Failure(Outcome outcome, Fault fault, boolean clearMayDo) {}

    /** What the peer offers, as it said inside TLS where there is TLS. */
    Extensions extensions() {
        return extensions;
    }

    /** Returns null when the peer is ready for MAIL. */
    @Nullable
    Failure run() {
        try {
            Reply greeting = peer.reply(limits.greetingLimit());
            if (greeting.code() != READY) {
                return refused(greeting);
            }
            Failure failure = hello();
            if (failure == null) {
                failure = startTls();
            }
            if (failure == null) {
                failure = authenticate();
            }
            return failure;
        } catch (PeerLeavesException leaves) {
            return new Failure(new Outcome.Refused(phase, leaves.reply()), Fault.SITE, false);
        } catch (IOException lost) {
            String cause = PeerStream.text(lost);
            if (phase != Phase.STARTTLS) {
                return new Failure(new Outcome.Lost(phase, cause), Fault.SITE, false);
            }
            return isTlsRequired()
                    ? noTls("the TLS handshake failed: " + cause)
                    : new Failure(new Outcome.Lost(phase, cause), Fault.SITE, true);
        }
    }

    /** A reply that refuses, or one that makes no sense here. */
    private Failure refused(Reply reply) {
        Outcome outcome = reply.isTransient() || reply.isPermanent()
                ? new Outcome.Refused(phase, reply)
                : new Outcome.Lost(phase, "the peer answered " + reply);
        return new Failure(outcome, Fault.SITE, false);
    }

    private static Failure noTls(String why) {
        return new Failure(new Outcome.NotTried(Reason.NO_TLS, why), Fault.SITE, false);
    }

    private boolean isTlsRequired() {
        return attempt.tls() == TlsMode.REQUIRED || attempt.tls() == TlsMode.VERIFIED;
    }

    private @Nullable Failure hello() throws IOException {
        phase = Phase.EHLO;
        Reply ehlo = peer.ask("EHLO " + destination.ehloName(), limits.ehloLimit());
        if (ehlo.isPositive()) {
            extensions = Extensions.of(ehlo);
            return null;
        }
        if (!ehlo.isPermanent()) {
            return refused(ehlo);
        }
        if (isTlsRequired()) {
            return noTls("TLS is required, but the peer refuses EHLO: " + ehlo);
        }
        // RFC 5321 3.2: a server of 1982 knows no EHLO.
        Reply helo = peer.ask("HELO " + destination.ehloName(), limits.ehloLimit());
        extensions = Extensions.NONE;
        return helo.isPositive() ? null : refused(helo);
    }

    private @Nullable Failure startTls() throws IOException {
        if (attempt.tls() == TlsMode.NEVER) {
            return null;
        }
        if (!extensions.has(Extension.STARTTLS)) {
            return isTlsRequired() ? noTls("TLS is required, but the peer does not offer it") : null;
        }
        phase = Phase.STARTTLS;
        Reply go = peer.ask("STARTTLS", limits.ehloLimit());
        if (go.code() != READY) {
            if (isTlsRequired()) {
                return noTls("TLS is required, but the peer refuses it: " + go);
            }
            boolean goOn = go.isTransient() || go.isPermanent();
            return goOn ? null : new Failure(new Outcome.Lost(phase, "the peer answered " + go), Fault.SITE, true);
        }
        if (peer.hasUnread()) {
            // RFC 3207 section 6: sent in clear to be taken for something said inside TLS. Not tried in clear either.
            return noTls("4.7.5 the peer, or somebody between, spoke between its reply to STARTTLS and TLS");
        }
        String host = attempt.target().exchanger().host();
        int port = attempt.target().remote().getPort();
        boolean verify = attempt.tls() == TlsMode.VERIFIED;
        peer.secure(tls.engine(host, port, verify), HANDSHAKE_LIMIT);
        peer.transcript().event("TLS: " + peer.connection().tls().orElseThrow());
        // RFC 3207 4.2: what was offered before TLS is forgotten.
        extensions = Extensions.NONE;
        return hello();
    }

    private @Nullable Failure authenticate() throws IOException {
        if (!destination.hasCredentials()) {
            return null;
        }
        phase = Phase.AUTH;
        Route route = destination.hosts().route().orElseThrow();
        String user = route.userName().orElseThrow();
        String password = route.password().orElseThrow();
        Reply reply;
        if (extensions.authMechanisms().contains("PLAIN")) {
            reply = peer.ask(
                    "AUTH PLAIN " + base64("\0" + user + "\0" + password), "AUTH PLAIN ***", limits.ehloLimit());
        } else if (extensions.authMechanisms().contains("LOGIN")) {
            reply = peer.ask("AUTH LOGIN", limits.ehloLimit());
            if (reply.wantsMore()) {
                reply = peer.ask(base64(user), "***", limits.ehloLimit());
            }
            if (reply.wantsMore()) {
                reply = peer.ask(base64(password), "***", limits.ehloLimit());
            }
        } else {
            return new Failure(
                    new Outcome.Lost(phase, "the peer offers neither AUTH PLAIN nor AUTH LOGIN"), Fault.OURS, false);
        }
        if (reply.code() == AUTHENTICATED) {
            return null;
        }
        Failure failure = refused(reply);
        return reply.isPermanent() ? new Failure(failure.outcome(), Fault.OURS, false) : failure;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

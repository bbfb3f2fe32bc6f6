package veredus.engine.delivery;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.Proxy;
import veredus.engine.egress.ExchangerAddresses;
import veredus.engine.outcome.Fault;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.engine.proxy.Proxies;
import veredus.engine.proxy.ProxyException;
import veredus.mail.smtp.Phase;
import veredus.world.Connection;
import veredus.world.Network;
import veredus.world.Time;

/**
 * Opens connections: one host after the other until one is ready for MAIL. Safe for use by many threads; each call
 * blocks its own.
 */
public final class Connecting {
    private final Network network;
    private final Proxies proxies;
    private final Time time;
    private final ExchangerAddresses addresses;
    private final ClientTls tls;
    private final Bodies bodies;

    public Connecting(
            Network network, Proxies proxies, Time time, ExchangerAddresses addresses, ClientTls tls, Bodies bodies) {
        this.network = network;
        this.proxies = proxies;
        this.time = time;
        this.addresses = addresses;
        this.tls = tls;
        this.bodies = bodies;
    }

    /**
     * Tries the hosts of {@code destination} in their order, at most {@link ExchangerAddresses#ADDRESSES_MAX} addresses
     * and {@link ConnectionPlan#SESSIONS_MAX} conversations that come to nothing. An interrupt ends it after the try
     * that is going on.
     *
     * @param transcript where the conversation is kept, now and later in the session
     */
    public Opened open(Destination destination, Transcript transcript) {
        var plan = new ConnectionPlan(addresses.walk(destination.hosts(), destination.vmta()), destination.tls());
        Opened.Failed told = null;
        for (Optional<ConnectionPlan.Try> next = plan.next(); next.isPresent(); next = plan.next()) {
            switch (attempt(next.get(), plan, destination, transcript)) {
                case Opened.Open open -> {
                    return open;
                }
                case Opened.Failed failed
                when failed.isProxys() -> {
                    return failed;
                }
                case Opened.Failed failed -> told = worthier(told, failed);
            }
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        if (told != null) {
            return told;
        }
        Outcome.NotTried nothing = plan.nothing();
        Fault fault = nothing.reason() == Reason.NO_SOURCE ? Fault.OURS : Fault.SITE;
        return new Opened.Failed(nothing, fault, PeerFacts.none(destination));
    }

    /** Of several failures an answer says more than silence; among equals the first, of the most preferred host. */
    private static Opened.Failed worthier(Opened.@Nullable Failed before, Opened.Failed now) {
        return before != null && (isAnswer(before) || !isAnswer(now)) ? before : now;
    }

    private static boolean isAnswer(Opened.Failed failed) {
        return !(failed.outcome() instanceof Outcome.Lost);
    }

    private Connection connect(ConnectionPlan.Try attempt, Destination destination, Transcript transcript)
            throws IOException {
        var target = attempt.target();
        Duration limit = destination.limits().connectLimit();
        if (destination.vmta().proxy().isEmpty()) {
            return network.connect(target.remote(), target.source(), limit);
        }
        Proxy proxy = proxies.needed(destination.vmta());
        transcript.event("through " + proxy);
        return proxies.connect(proxy, target.remote(), target.source(), limit);
    }

    private Opened attempt(
            ConnectionPlan.Try attempt, ConnectionPlan plan, Destination destination, Transcript transcript) {
        PeerFacts tried = PeerFacts.tried(destination, attempt);
        var remote = attempt.target().remote();
        transcript.event("connecting to " + attempt.target().exchanger().host() + " at " + remote);
        Connection connection;
        try {
            connection = connect(attempt, destination, transcript);
        } catch (ProxyException proxys) {
            String why = PeerStream.text(proxys);
            transcript.event(why);
            return new Opened.Failed(new Outcome.NotTried(Reason.PROXY, why), Fault.OURS, tried);
        } catch (BindException ours) {
            String why = "the source address " + tried.sourceAddress() + " cannot be used: " + PeerStream.text(ours);
            transcript.event(why);
            return new Opened.Failed(new Outcome.NotTried(Reason.NO_SOURCE, why), Fault.OURS, tried);
        } catch (SocketTimeoutException late) {
            String why = "no connection within "
                    + destination.limits().connectLimit().toMillis() / 1000.0 + " s";
            transcript.event(why);
            return new Opened.Failed(new Outcome.Lost(Phase.CONNECT, why), Fault.SITE, tried);
        } catch (IOException lost) {
            transcript.event(PeerStream.text(lost));
            return new Opened.Failed(new Outcome.Lost(Phase.CONNECT, PeerStream.text(lost)), Fault.SITE, tried);
        }
        var peer = new PeerStream(connection, time, transcript);
        boolean ready = false;
        try {
            var introduction = new Introduction(peer, destination, attempt, tls);
            Introduction.Failure failure = introduction.run();
            PeerFacts facts = tried.with(peer.connection(), introduction.extensions());
            if (failure != null) {
                transcript.event("given up: " + failure.outcome().words());
                plan.cameToNothing(attempt, failure.clearMayDo());
                return new Opened.Failed(failure.outcome(), failure.fault(), facts);
            }
            ready = true;
            return new Opened.Open(
                    new OutboundSession(peer, introduction.extensions(), destination.limits(), facts, bodies));
        } finally {
            if (!ready) {
                peer.close();
            }
        }
    }
}

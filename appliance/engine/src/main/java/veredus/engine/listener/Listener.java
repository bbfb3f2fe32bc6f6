package veredus.engine.listener;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.ListenerPolicy;
import veredus.engine.reception.Reception;
import veredus.engine.reception.Roster;
import veredus.engine.reception.Rosters;
import veredus.world.Bell;
import veredus.world.Connection;
import veredus.world.Network.ListenSpec;
import veredus.world.Network.Listening;
import veredus.world.World;

/**
 * One SMTP port. Each connection is served on a virtual thread of its own, under the listener's policy as it is when
 * the connection comes; address, port and kind of TLS are those of the start.
 */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** Connections the kernel holds until they are accepted. */
    private static final int BACKLOG = 1024;

    /** Connections above the limit that are open for as long as it takes to tell them so. */
    private static final int REFUSED_AT_ONCE = 256;

    /** At the end of a stop: how long a client in the middle of a message has to hear that it has to go. */
    static final Duration FAREWELL = Duration.ofSeconds(2);

    private final ListenerPolicy began;
    private final Rooms house;
    private final SessionRooms rooms;
    private final Set<InboundSession> sessions = ConcurrentHashMap.newKeySet();
    private final Bell sessionEnded;
    private final Listening listening;
    private volatile boolean stopping;
    private volatile boolean portClosed;

    /**
     * What listeners share.
     *
     * @param permits one for all listeners
     * @param authentication one for all listeners
     * @param counters where this listener counts; may be shared
     */
    public record Rooms(
            World world,
            Rosters rosters,
            Reception reception,
            Authentication authentication,
            ConnectionPermits permits,
            ReadBuffers buffers,
            ListenerCounters counters) {}

    private Listener(ListenerPolicy policy, InetAddress address, Optional<Supplier<SSLEngine>> tls, Rooms house)
            throws IOException {
        this.began = policy;
        this.house = house;
        this.sessionEnded = house.world().time().bell();
        this.rooms = new SessionRooms(
                house.world().time(),
                house.world().chance(),
                house.reception(),
                house.authentication(),
                house.counters(),
                house.buffers(),
                tls,
                () -> stopping);
        int open = policy.maxConnections() + REFUSED_AT_ONCE;
        var spec =
                new ListenSpec("smtp-" + policy.name(), new InetSocketAddress(address, policy.port()), BACKLOG, open);
        this.listening = listen(policy, spec);
        LOG.info("Listener {} takes mail on {}", policy.name(), listening.address());
    }

    /**
     * Opens the port.
     *
     * @param tls makes an engine in server mode for each handshake; empty when there is no certificate
     * @throws IOException when the address is none or cannot be bound
     */
    public static Listener open(ListenerPolicy policy, Optional<Supplier<SSLEngine>> tls, Rooms house)
            throws IOException {
        InetAddress address = IpText.parse(policy.address())
                .orElseThrow(() -> new IOException(
                        policy.origin() + ": listener " + policy.name() + " has no IP address: " + policy.address()));
        if (policy.tls() == ListenerPolicy.Tls.IMPLICIT && tls.isEmpty()) {
            throw new IOException(policy.origin() + ": listener " + policy.name() + " needs a certificate");
        }
        return new Listener(policy, address, tls, house);
    }

    private Listening listen(ListenerPolicy policy, ListenSpec spec) throws IOException {
        try {
            return house.world().network().listen(spec, this::serve);
        } catch (BindException taken) {
            var named = new BindException("listener " + policy.name() + " " + taken.getMessage());
            named.initCause(taken);
            throw named;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return listening.address();
    }

    public ListenerCounters counters() {
        return house.counters();
    }

    /** Sessions open now. */
    public int sessions() {
        return sessions.size();
    }

    /** Takes no new connections; sessions go on. Returns when the port is free. */
    public void closePort() {
        portClosed = true;
        listening.close();
    }

    /** Whether {@link #closePort} was called. */
    public boolean isPortClosed() {
        return portClosed;
    }

    private void serve(Connection accepted) throws InterruptedException {
        Roster roster = house.rosters().current();
        ListenerPolicy policy = roster.listener(began.name()).orElse(began);
        var opening = new SessionOpening(rooms, house.permits(), policy);
        var verdict = house.permits().enter(policy, roster.policy().server().maxConnections());
        if (verdict != ConnectionPermits.Verdict.GRANTED) {
            notServed(accepted, opening.refuse(accepted, Answers.SERVER_FULL));
            return;
        }
        try {
            switch (opening.open(accepted)) {
                case SessionOpening.Result.Closed closed -> notServed(accepted, closed);
                case SessionOpening.Result.Open open -> {
                    try {
                        serve(open, roster);
                    } finally {
                        house.permits().leaveAs(open.place());
                    }
                }
            }
        } finally {
            house.permits().leave(policy);
        }
    }

    private void serve(SessionOpening.Result.Open open, Roster roster) throws InterruptedException {
        var session = new InboundSession(open.connection(), open.client(), roster, rooms);
        sessions.add(session);
        try {
            session.run();
        } finally {
            session.abandon();
            sessions.remove(session);
            sessionEnded.ring();
        }
    }

    private void notServed(Connection accepted, SessionOpening.Result result) {
        house.counters().refusedConnections.increment();
        LOG.info("Listener {} did not serve {}: {}", began.name(), accepted.remote(), result);
    }

    /** Takes no new connections, and says 421 to sessions that wait for a command. Does not wait for anything. */
    public void beginStop() {
        stopping = true;
        listening.close();
        tell(false);
    }

    /**
     * Stops: no new connections, 421 to sessions that wait for a command, time to finish for those in the middle of a
     * message. The last {@link #FAREWELL} of {@code limit} is for telling those that have not finished 421 as well; none
     * of what they sent was answered with 250, and nothing of it is kept.
     */
    public void stop(Duration limit) throws InterruptedException {
        long begin = house.world().time().nanos();
        beginStop();
        if (ended(limit.minus(FAREWELL), begin)) {
            return;
        }
        LOG.warn("Listener {} tells {} sessions to go in the middle of a message", began.name(), sessions.size());
        tell(true);
        if (!ended(limit.compareTo(FAREWELL) < 0 ? FAREWELL : limit, begin)) {
            LOG.warn("Listener {} cuts off {} sessions after {}", began.name(), sessions.size(), limit);
            sessions.forEach(InboundSession::abandon);
        }
    }

    private void tell(boolean evenInMessage) {
        for (InboundSession session : sessions) {
            // A client that does not read must not hold up the others.
            house.world().threads().startVirtual("stop-session", () -> session.stop(evenInMessage));
        }
    }

    /** Waits until no session is left, at most until {@code limit} has passed since {@code begin}. */
    private boolean ended(Duration limit, long begin) throws InterruptedException {
        while (!sessions.isEmpty()) {
            Duration left = limit.minusNanos(house.world().time().nanos() - begin);
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            sessionEnded.await(left);
        }
        return true;
    }

    /** Stops within the server's shutdown limit. */
    @Override
    public void close() {
        try {
            stop(house.rosters().current().policy().server().shutdownLimit());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            sessions.forEach(InboundSession::abandon);
        }
    }
}

package veredus.engine.listener;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import veredus.api.policy.Cidr;
import veredus.api.policy.ListenerPolicy;
import veredus.engine.reception.Client;
import veredus.world.Connection;

/** What comes before the first word of SMTP: who is it, may it come in, and TLS where it comes first. Straight line. */
final class SessionOpening {
    private final SessionRooms rooms;
    private final ConnectionPermits permits;
    private final ListenerPolicy policy;

    SessionOpening(SessionRooms rooms, ConnectionPermits permits, ListenerPolicy policy) {
        this.rooms = rooms;
        this.permits = permits;
        this.policy = policy;
    }

    /** How it ended. */
    sealed interface Result {
        /**
         * The session may begin.
         *
         * @param place to be given back when the session is over
         */
        record Open(Connection connection, Client client, ConnectionPermits.Prefix place) implements Result {}

        record Closed(String why) implements Result {}
    }

    Result open(Connection accepted) {
        try {
            InetAddress address = accepted.remote().getAddress();
            if (contains(policy.proxyNetworks(), address)) {
                Optional<InetAddress> behind = proxied(accepted);
                if (behind.isEmpty()) {
                    return refuse(accepted, Answers.NO_PROXY_HEADER);
                }
                address = behind.get();
            }
            if (!policy.allowNetworks().isEmpty() && !contains(policy.allowNetworks(), address)) {
                return refuse(accepted, Answers.NOT_ALLOWED);
            }
            var place = ConnectionPermits.Prefix.of(address, policy);
            if (permits.enterAs(place, policy) != ConnectionPermits.Verdict.GRANTED) {
                return refuse(accepted, Answers.CLIENT_FULL);
            }
            boolean opened = false;
            try {
                Connection ready = secured(accepted);
                opened = true;
                return new Result.Open(ready, Client.connected(address, ready.tls(), policy), place);
            } finally {
                if (!opened) {
                    permits.leaveAs(place);
                }
            }
        } catch (IOException lost) {
            return new Result.Closed(String.valueOf(lost.getMessage()));
        }
    }

    /** Says why not, where there is a language to say it in. */
    Result refuse(Connection accepted, Answer answer) {
        try {
            if (policy.tls() != ListenerPolicy.Tls.IMPLICIT) {
                accepted.writeLimit(policy.handshakeLimit());
                accepted.write(answer.wire());
            }
        } catch (IOException gone) {
            return new Result.Closed(String.valueOf(gone.getMessage()));
        }
        return new Result.Closed(answer.reply().toString());
    }

    private Connection secured(Connection accepted) throws IOException {
        if (policy.tls() != ListenerPolicy.Tls.IMPLICIT) {
            return accepted;
        }
        SSLEngine engine = rooms.tls()
                .orElseThrow(() -> new IOException("listener " + policy.name() + " has no certificate"))
                .get();
        return accepted.secure(engine, policy.handshakeLimit());
    }

    /** Reads the PROXY header and not a byte more; empty when there is none. */
    private Optional<InetAddress> proxied(Connection accepted) throws IOException {
        byte[] header = new byte[ProxyHeader.MAX_V2];
        int length = 0;
        long begin = rooms.time().nanos();
        while (true) {
            switch (ProxyHeader.parse(header, 0, length)) {
                case ProxyHeader.Result.Client(InetAddress behind, int whole) -> {
                    return Optional.of(behind);
                }
                case ProxyHeader.Result.Itself(int whole) -> {
                    return Optional.of(accepted.remote().getAddress());
                }
                case ProxyHeader.Result.Bad(String reason) -> {
                    return Optional.empty();
                }
                case ProxyHeader.Result.Incomplete incomplete -> {
                    Duration left =
                            policy.handshakeLimit().minusNanos(rooms.time().nanos() - begin);
                    if (left.toMillis() <= 0) {
                        throw new SocketTimeoutException("no PROXY header within " + policy.handshakeLimit());
                    }
                    accepted.readLimit(left);
                    int got = accepted.read(header, length, ProxyHeader.wanted(header, length));
                    if (got < 0) {
                        throw new EOFException("the load balancer left without a PROXY header");
                    }
                    length += got;
                }
            }
        }
    }

    private static boolean contains(List<Cidr> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}

package veredus.engine.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.engine.envelope.Delivery;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Extensions;
import veredus.world.Connection;

/** What is known of the other end of a connection, or of the one that failed; empty where it did not get so far. */
public record PeerFacts(
        String vmta,
        String site,
        String sourceAddress,
        String destinationAddress,
        String destinationHost,
        String tlsProtocol,
        String tlsCipher,
        List<String> extensions) {

    static PeerFacts none(Destination destination) {
        return new PeerFacts(
                destination.vmta().name(), destination.hosts().site().name(), "", "", "", "", "", List.of());
    }

    static PeerFacts tried(Destination destination, ConnectionPlan.Try attempt) {
        return new PeerFacts(
                destination.vmta().name(),
                destination.hosts().site().name(),
                attempt.target()
                        .source()
                        .map(java.net.InetAddress::getHostAddress)
                        .orElse(""),
                attempt.target().remote().getAddress().getHostAddress(),
                // As the DNS wrote it; names are compared and counted in one form.
                attempt.target().exchanger().host().toLowerCase(Locale.ROOT),
                "",
                "",
                List.of());
    }

    /** With what the open connection adds. */
    PeerFacts with(Connection connection, Extensions offered) {
        Optional<Connection.TlsFacts> tls = connection.tls();
        return new PeerFacts(
                vmta,
                site,
                // Some proxies do not tell where they send from.
                connection.local().getAddress().isAnyLocalAddress()
                        ? sourceAddress
                        : connection.local().getAddress().getHostAddress(),
                connection.remote().getAddress().getHostAddress(),
                destinationHost,
                tls.map(Connection.TlsFacts::protocol).orElse(""),
                tls.map(Connection.TlsFacts::cipherSuite).orElse(""),
                offered.offered().stream().map(Extension::keyword).toList());
    }

    /** The facts of an attempt to open a connection, which belongs to no delivery. */
    public AttemptFacts attempt(Instant started) {
        return new AttemptFacts(
                vmta,
                "*/" + vmta,
                site,
                sourceAddress,
                destinationAddress,
                destinationHost,
                tlsProtocol,
                tlsCipher,
                extensions,
                1,
                started);
    }

    /** The facts of an attempt for one delivery, which began at {@code started}. */
    public AttemptFacts attempt(Delivery delivery, Instant started) {
        return new AttemptFacts(
                vmta,
                delivery.queue().toString(),
                site,
                sourceAddress,
                destinationAddress,
                destinationHost,
                tlsProtocol,
                tlsCipher,
                extensions,
                delivery.attempts() + 1,
                delivery.firstAttempt().orElse(started));
    }
}

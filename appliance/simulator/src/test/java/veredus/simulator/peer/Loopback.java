package veredus.simulator.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Addresses and providers for tests. */
final class Loopback {
    private Loopback() {}

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A provider at 127.0.0.1 for {@code NAME.example}. */
    static Provider provider(String name, PeerEffect... effects) {
        return new Provider(
                name,
                List.of(name + ".example"),
                List.of(new Provider.MailHost("mx." + name + ".example", 10, address("127.0.0.1"))),
                List.of(effects),
                false);
    }
}

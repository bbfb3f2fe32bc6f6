package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import veredus.api.policy.TlsMode;
import veredus.engine.egress.ExchangerAddresses.Target;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Policies;
import veredus.engine.egress.Resolution;
import veredus.engine.egress.SiteName;

/** What accounting is told of the host that was tried. */
class PeerFactsTest {
    private static PeerFacts tried(String host, String address) throws Exception {
        var exchanger = new MailExchanger(10, host, 2525);
        var hosts = new Resolution.Hosts(new SiteName("site"), List.of(exchanger), Optional.empty(), Instant.MAX);
        var limits = Caller.limits(TlsMode.NEVER, true, true, Duration.ofSeconds(1));
        var remote = new InetSocketAddress(InetAddress.getByName(address), 2525);
        return PeerFacts.tried(
                new Destination(hosts, Policies.vmta("v1"), "us.example", limits),
                new ConnectionPlan.Try(new Target(exchanger, remote, Optional.empty()), TlsMode.NEVER));
    }

    @Test
    void anAddressIsWithoutThePort() throws Exception {
        assertThat(tried("mx.example.net", "192.0.2.7").destinationAddress()).isEqualTo("192.0.2.7");
        assertThat(tried("mx.example.net", "2001:db8::7").destinationAddress()).isEqualTo("2001:db8:0:0:0:0:0:7");
    }

    @Test
    void aHostIsNamedInLowerCaseHoweverTheDnsWritesIt() throws Exception {
        assertThat(tried("MX1.Example.NET", "192.0.2.7").destinationHost()).isEqualTo("mx1.example.net");
    }
}

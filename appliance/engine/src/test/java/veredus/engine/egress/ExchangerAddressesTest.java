package veredus.engine.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.policy.Policy;
import veredus.api.policy.Route;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMta.IpFamily;
import veredus.engine.egress.QuietWorld.HandClock;
import veredus.engine.egress.QuietWorld.Machine;
import veredus.engine.egress.QuietWorld.NoChance;
import veredus.engine.outcome.Outcome.Reason;
import veredus.world.Chance;

/** Hosts to addresses (N3 to N5). */
class ExchangerAddressesTest {
    private final FakeDns dns = new FakeDns();
    private VirtualMta vmta = Policies.vmta("v1");
    private Chance chance = new NoChance();
    private boolean allowPrivate;

    private ExchangerAddresses.Walk walk(String... hosts) {
        var exchangers = new ArrayList<MailExchanger>();
        for (String text : hosts) {
            String[] words = text.split(" ", 2);
            exchangers.add(new MailExchanger(Integer.parseInt(words[0]), words[1], 25));
        }
        Optional<Route> route = allowPrivate ? Optional.of(Policies.mxRoute("*", 25, true)) : Optional.empty();
        Policy policy = Policies.of(List.of(vmta), List.of(), List.of());
        var own = new OwnAddresses(Machine.at("127.0.0.1", "203.0.113.5"), new HandClock());
        return new ExchangerAddresses(dns, chance, own, new SourcePicker(() -> policy), () -> policy)
                .walk(new Resolution.Hosts(new SiteName("s"), exchangers, route, Instant.MAX), vmta);
    }

    private static List<String> addresses(ExchangerAddresses.Walk walk) {
        var all = new ArrayList<String>();
        for (var next = walk.next(); next.isPresent(); next = walk.next()) {
            all.add(next.get().remote().getAddress().getHostAddress());
        }
        return all;
    }

    @Test
    void theFamiliesComeInTheOrderOfTheVirtualMta() {
        dns.address("mx.test", "2001:db8::1", "198.51.100.1");
        assertThat(addresses(walk("1 mx.test"))).containsExactly("198.51.100.1", "2001:db8:0:0:0:0:0:1");
        vmta = Policies.vmta("v1", IpFamily.IPV6_THEN_IPV4, true);
        assertThat(addresses(walk("1 mx.test"))).containsExactly("2001:db8:0:0:0:0:0:1", "198.51.100.1");
        vmta = Policies.vmta("v1", IpFamily.IPV6_ONLY, true);
        assertThat(addresses(walk("1 mx.test"))).containsExactly("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void equalHostsAreShuffledAndOthersAreNot() {
        dns.address("a.test", "198.51.100.1").address("b.test", "198.51.100.2").address("c.test", "198.51.100.3");
        chance = new NoChance() {
            @Override
            public int below(int bound) {
                return 0;
            }
        };
        assertThat(addresses(walk("1 a.test", "1 b.test", "2 c.test")))
                .containsExactly("198.51.100.2", "198.51.100.1", "198.51.100.3");
    }

    @Test
    void hostsAreLookedUpWhenTheirTurnComes() {
        dns.address("a.test", "198.51.100.1").address("b.test", "198.51.100.2");
        walk("1 a.test", "2 b.test").next();
        assertThat(dns.asked).containsExactly("a a.test");
    }

    @Test
    void ofManyAddressesFiveAreTried() {
        String[] many = new String[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = "198.51.100." + i;
        }
        dns.address("mx.test", many);
        assertThat(addresses(walk("1 mx.test", "2 mx.test"))).hasSize(ExchangerAddresses.ADDRESSES_MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "fe80::1",
                "fc00::1",
                "fdff::1",
                "100.64.0.1",
                "100.127.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "2002:7f00:1::",
                "203.0.113.5"
            })
    void forbiddenAddressesAreNotConnectedTo(String address) {
        dns.address("mx.test", address);
        var walk = walk("1 mx.test");
        assertThat(addresses(walk)).isEmpty();
        assertThat(walk.nothing().reason()).isEqualTo(Reason.ROUTING);
        assertThat(walk.nothing().detail()).startsWith("5.4.4 mx.test has a forbidden address");
        assertThat(addresses(walk("1 " + address))).isEmpty();
        allowPrivate = true;
        assertThat(addresses(walk("1 mx.test"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100.63.255.255", "100.128.0.1", "172.32.0.1", "198.51.100.1", "2001:db8::1", "2002:c633:6401::"
            })
    void allOthersAre(String address) {
        dns.address("mx.test", address);
        assertThat(addresses(walk("1 mx.test"))).hasSize(1);
    }

    @Test
    void theRestOfAHostIsUsedBesideItsForbiddenAddresses() {
        dns.address("mx.test", "10.0.0.1", "198.51.100.1");
        assertThat(addresses(walk("1 mx.test"))).containsExactly("198.51.100.1");
    }

    @Test
    void aFailureOfTheDnsIsStrongerThanAForbiddenAddress() {
        dns.addressFails("a.test").address("b.test", "10.0.0.1");
        var walk = walk("1 a.test", "2 b.test");
        assertThat(addresses(walk)).isEmpty();
        assertThat(walk.nothing().reason()).isEqualTo(Reason.DNS);
    }

    @Test
    void exchangersWithoutAddressesAreARoutingFault() {
        var walk = walk("1 a.test", "2 b.test");
        assertThat(addresses(walk)).isEmpty();
        assertThat(walk.nothing().reason()).isEqualTo(Reason.ROUTING);
    }

    @Test
    void aVirtualMtaUsesItsAddressesInTurnAndPerFamily() {
        vmta = Policies.vmta("v1", "203.0.113.1", "203.0.113.2");
        dns.address("mx.test", "198.51.100.1", "198.51.100.2", "2001:db8::1");
        var walk = walk("1 mx.test");
        assertThat(walk.next().orElseThrow().source().orElseThrow().getHostAddress())
                .isEqualTo("203.0.113.1");
        assertThat(walk.next().orElseThrow().source().orElseThrow().getHostAddress())
                .isEqualTo("203.0.113.2");
        assertThat(walk.next()).isEmpty();
        assertThat(walk.nothing().reason()).isEqualTo(Reason.NO_SOURCE);
    }
}

package veredus.engine.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.egress.Policies.mxRoute;
import static veredus.engine.egress.Policies.route;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.policy.Policy;
import veredus.api.policy.Route;
import veredus.engine.egress.QuietWorld.HandClock;
import veredus.engine.egress.QuietWorld.Machine;
import veredus.engine.outcome.Outcome.Reason;
import veredus.mail.address.Domain;
import veredus.world.Dns.Answer;

/** Domains to hosts: routes, MX records, what is wrong with them (N1 to N7, N10). */
class PathResolverTest {
    private final FakeDns dns = new FakeDns();
    private final HandClock clock = new HandClock();
    private Policy policy = Policies.routes();
    private final Machine machine = Machine.at("127.0.0.1", "203.0.113.5", "10.0.0.5");
    private final PathResolver resolver = new PathResolver(dns, clock, () -> policy, new OwnAddresses(machine, clock));

    private Resolution resolve(String domain) {
        return resolver.resolve(new Domain(domain));
    }

    /** Hosts as {@code 10 mx.example.net:25}, or the reason why there are none. */
    private List<String> shown(String domain) {
        return switch (resolve(domain)) {
            case Resolution.Hosts hosts ->
                hosts.exchangers().stream()
                        .map(x -> x.preference() + " " + x.host() + ":" + x.port())
                        .toList();
            case Resolution.Nowhere nowhere ->
                List.of(nowhere.outcome().reason().name());
        };
    }

    private String site(String domain) {
        return ((Resolution.Hosts) resolve(domain)).site().name();
    }

    private Duration validity(String domain) {
        return Duration.between(clock.now(), resolve(domain).validUntil());
    }

    @Test
    void hostsComeInTheOrderOfTheirPreference() {
        dns.mx("there.test", "20 b.mx.test", "10 c.mx.test", "20 a.mx.test");
        assertThat(shown("there.test")).containsExactly("10 c.mx.test:25", "20 a.mx.test:25", "20 b.mx.test:25");
    }

    @Test
    void aNullMxTakesNoMailEvenWhereThereIsAnAddress() {
        dns.mx("null.test", "0 .").address("null.test", "198.51.100.1");
        assertThat(shown("null.test")).containsExactly(Reason.NULL_MX.name());
    }

    @Test
    void aNullMxAmongOthersIsIgnored() {
        dns.mx("odd.test", "0 .", "10 mx.test");
        assertThat(shown("odd.test")).containsExactly("10 mx.test:25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1", "2001:db8::1"})
    void aDomainWithoutMxIsItsOwnExchanger(String address) {
        dns.address("alone.test", address);
        assertThat(shown("alone.test")).containsExactly("0 alone.test:25");
    }

    @Test
    void aDomainThatDoesNotExistIsNoDomain() {
        assertThat(shown("nowhere.test")).containsExactly(Reason.NO_DOMAIN.name());
    }

    @Test
    void aNameWithNeitherMxNorAddressIsNoDomain() {
        dns.mxAnswer("empty.test", new Answer.NoData<>(Duration.ZERO)).address("empty.test");
        assertThat(shown("empty.test")).containsExactly(Reason.NO_DOMAIN.name());
    }

    @Test
    void failuresOfTheDnsAreWaitedOut() {
        dns.mxAnswer("fails.test", new Answer.Failed<>("SERVFAIL"));
        dns.mxAnswer("half.test", new Answer.NoData<>(Duration.ZERO)).addressFails("half.test");
        assertThat(shown("fails.test")).containsExactly(Reason.DNS.name());
        assertThat(shown("half.test")).containsExactly(Reason.DNS.name());
    }

    @Test
    void ofAThousandHostsTheFirstTwentyAreKept() {
        dns.mx(
                "many.test",
                IntStream.range(0, 1000).mapToObj(i -> i + " mx" + i + ".test").toArray(String[]::new));
        assertThat(shown("many.test")).hasSize(20).endsWith("19 mx19.test:25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10 198.51.100.1", "10 2001:db8::1", "10 a..b", "10 bad host.test", "10 x(y,z).test"})
    void whatIsNoHostNameIsNoExchanger(String record) {
        dns.mx("bad.test", record);
        assertThat(shown("bad.test")).containsExactly(Reason.ROUTING.name());
    }

    @Test
    void exchangersAtOrBehindOurselvesAreDropped() {
        dns.mx("name.test", "5 first.test", "10 us.example", "10 equal.test", "20 later.test");
        assertThat(shown("name.test")).containsExactly("5 first.test:25");
        dns.mx("address.test", "5 first.test", "10 other-name.test", "20 later.test")
                .address("other-name.test", "203.0.113.5");
        assertThat(shown("address.test")).containsExactly("5 first.test:25");
    }

    @Test
    void whereWeAreTheBestExchangerMailWouldLoop() {
        dns.mx("loop.test", "10 us.example", "20 later.test");
        assertThat(shown("loop.test")).containsExactly(Reason.ROUTING.name());
        dns.address("self.test", "203.0.113.5");
        assertThat(shown("self.test")).containsExactly(Reason.ROUTING.name());
    }

    @Test
    void addressLiteralsAreTakenAtTheirWord() {
        assertThat(shown("[198.51.100.1]")).containsExactly("0 198.51.100.1:25");
        assertThat(shown("[ipv6:2001:db8::1]")).containsExactly("0 2001:db8:0:0:0:0:0:1:25");
        assertThat(shown("[nonsense]")).containsExactly(Reason.ROUTING.name());
        assertThat(dns.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "60, 60", "604800, 86400", "2147483648, 86400"})
    void timesToLiveAreBelievedWithinBounds(long ttl, long seconds) {
        dns.mx("ttl.test", Duration.ofSeconds(ttl), "10 mx.test");
        assertThat(validity("ttl.test")).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "60, 60", "604800, 600"})
    void negativeAnswersAreBelievedForLess(long ttl, long seconds) {
        dns.mxAnswer("ttl.test", new Answer.NoName<>(Duration.ofSeconds(ttl)));
        assertThat(validity("ttl.test")).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void anAnswerIsKeptUntilItsTimeIsOver() {
        dns.mx("kept.test", Duration.ofMinutes(1), "10 mx.test");
        resolve("kept.test");
        resolve("kept.test");
        assertThat(dns.asked.stream().filter("mx kept.test"::equals)).hasSize(1);
        clock.sleep(Duration.ofMinutes(1));
        resolve("kept.test");
        assertThat(dns.asked.stream().filter("mx kept.test"::equals)).hasSize(2);
    }

    @Test
    void aNewPolicyForgetsWhatWasKept() {
        dns.mx("there.test", "10 mx.test");
        assertThat(shown("there.test")).containsExactly("10 mx.test:25");
        policy = Policies.routes(route("there.test", Route.Action.REJECT));
        assertThat(shown("there.test")).containsExactly(Reason.REJECTED.name());
    }

    @Test
    void theMostSpecificRouteWins() {
        policy = Policies.routes(
                route("*", Route.Action.DISCARD),
                route("*.test", Route.Action.REJECT),
                route("*.a.test", Route.Action.RELAY, new Route.Target("relay.test", 587, 10)),
                mxRoute("b.a.test", 2525, true));
        dns.mx("b.a.test", "10 mx.test");
        assertThat(shown("b.a.test")).containsExactly("10 mx.test:2525");
        assertThat(shown("c.a.test")).containsExactly("10 relay.test:587");
        assertThat(shown("d.c.a.test")).containsExactly("10 relay.test:587");
        assertThat(shown("a.test")).containsExactly(Reason.REJECTED.name());
        assertThat(shown("else.org")).containsExactly(Reason.DISCARDED.name());
    }

    @Test
    void relaysComeInTheOrderOfTheirPreferenceWithTheRoutesPort() {
        policy = Policies.routes(route(
                "there.test",
                Route.Action.RELAY,
                new Route.Target("b.test", 0, 20),
                new Route.Target("c.test", 2525, 10),
                new Route.Target("a.test", 0, 20)));
        assertThat(shown("there.test")).containsExactly("10 c.test:2525", "20 b.test:25", "20 a.test:25");
    }

    @Test
    void domainsWithTheSameExchangersAreOneSite() {
        dns.mx("a.test", "10 mx1.big.net", "20 mx2.big.net");
        dns.mx("b.test", "20 mx1.big.net", "10 mx2.big.net");
        dns.mx("c.test", "10 mx1.big.net");
        assertThat(site("a.test")).isEqualTo("big.net(mx1,mx2)").isEqualTo(site("b.test"));
        assertThat(site("c.test")).isEqualTo("mx1.big.net");
    }

    @Test
    void siteNamesFactorTheSharedSuffixOut() {
        dns.mx(
                "gmail.test",
                "5 gmail-smtp-in.l.google.com",
                "10 alt1.gmail-smtp-in.l.google.com",
                "20 alt2.gmail-smtp-in.l.google.com");
        dns.mx("apart.test", "1 mx.example.net", "2 mx.example.org");
        assertThat(site("gmail.test")).isEqualTo("gmail-smtp-in.l.google.com(@,alt1,alt2)");
        assertThat(site("apart.test")).isEqualTo("(mx.example.net,mx.example.org)");
    }

    @Test
    void longSiteNamesAreCutButStayDistinct() {
        String[] many = IntStream.range(0, 20)
                .mapToObj(i -> "1 a-rather-long-name-" + i + ".test")
                .toArray(String[]::new);
        String[] other = many.clone();
        other[19] = "1 a-rather-long-name-x.test";
        dns.mx("a.test", many).mx("b.test", other);
        assertThat(site("a.test")).hasSizeLessThan(200).isNotEqualTo(site("b.test"));
    }

    @Test
    void connectionsOfAStricterRouteAreNotSharedWithOthers() {
        dns.mx("a.test", "10 mx.test").mx("b.test", "10 mx.test");
        policy = Policies.routes(mxRoute("b.test", 2525, true));
        assertThat(site("a.test")).isEqualTo("mx.test");
        assertThat(site("b.test")).isEqualTo("mx.test:2525+private");
    }

    @Test
    void aRouteMayNameTheSite() {
        var named = new Route(
                Optional.empty(),
                Optional.of("a.test"),
                Route.Action.MX,
                List.of(),
                Optional.empty(),
                25,
                false,
                Optional.of("ours"),
                Optional.empty(),
                Optional.empty(),
                veredus.api.policy.Origin.BUILT_IN);
        policy = Policies.routes(named);
        dns.mx("a.test", "10 mx.test");
        assertThat(site("a.test")).isEqualTo("ours");
    }

    @Test
    void aNamedRouteLeadsWhereItsMailGoesWhateverTheDomainsOwnSays() {
        policy = Policies.routes(
                route("a.test", Route.Action.DISCARD), Policies.named("hub", Route.Action.RELAY, target("hub.test")));

        assertThat(resolver.resolve(new Domain("a.test"), "hub"))
                .isInstanceOfSatisfying(
                        Resolution.Hosts.class,
                        hosts -> assertThat(hosts.site().name()).isEqualTo("hub.test+private"));
        assertThat(resolver.resolve(new Domain("a.test"), "")).isInstanceOf(Resolution.Nowhere.class);
        assertThat(resolver.resolve(new Domain("a.test"), "hub")).isInstanceOf(Resolution.Hosts.class);
    }

    @Test
    void mailForANamedRouteThatIsGoneGoesAsItsDomainDoes() {
        policy = Policies.routes(route("a.test", Route.Action.RELAY, target("relay.test")));
        dns.mx("b.test", "10 mx.test");

        Resolution gone = resolver.resolve(new Domain("a.test"), "hub");
        assertThat(gone).isEqualTo(resolver.resolve(new Domain("a.test"), ""));
        assertThat(gone)
                .isInstanceOfSatisfying(
                        Resolution.Hosts.class,
                        hosts -> assertThat(hosts.atSiteOf(new Domain("a.test"), "hub")
                                        .site()
                                        .name())
                                .isEqualTo("a.test"));
        assertThat(resolver.resolve(new Domain("b.test"), "hub"))
                .isInstanceOfSatisfying(
                        Resolution.Hosts.class,
                        hosts -> assertThat(hosts.site().name()).isEqualTo("mx.test"));

        policy = Policies.routes(Policies.named("hub", Route.Action.DISCARD));
        assertThat(resolver.resolve(new Domain("a.test"), "hub")).isInstanceOf(Resolution.Nowhere.class);
    }

    private static Route.Target target(String host) {
        return new Route.Target(host, 0, 10);
    }
}

package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import veredus.world.Dns.Answer;
import veredus.world.Dns.Mx;

/** What the DNS says, and what we make of it, against a real server on loopback and a clock moved by hand. */
@Timeout(60)
class RealDnsTest {
    private static final String SOA = "example. 3600 SOA ns.example. root.example. 1 7200 3600 604800 120";

    private final FakeTime time = new FakeTime();
    private ZoneServer zone;
    private RealDns dns;

    @BeforeEach
    void open() throws IOException {
        zone = new ZoneServer();
        dns = asking(List.of(zone.address()));
    }

    @AfterEach
    void close() throws IOException {
        zone.close();
    }

    private RealDns asking(List<InetSocketAddress> resolvers) {
        var settings = new DnsSettings(resolvers, List.of(Duration.ofMillis(300)), 100, 1_000);
        return RealDns.with(settings, time, new RealChance());
    }

    @Test
    void mxRecordsComeInOrderLowerCaseAndWithoutTheFinalDot() {
        zone.zone("a.example", Type.MX, "a.example. 300 MX 20 MX2.Example.", "a.example. 600 MX 10 mx1.example.");
        assertThat(dns.mx("A.example."))
                .isEqualTo(new Answer.Found<>(
                        List.of(new Mx(20, "mx2.example"), new Mx(10, "mx1.example")), Duration.ofMinutes(5), false));
    }

    @Test
    void theNullMxHasAnEmptyHost() {
        zone.zone("a.example", Type.MX, "a.example. 300 MX 0 .");
        assertThat(dns.mx("a.example"))
                .isEqualTo(new Answer.Found<>(List.of(new Mx(0, "")), Duration.ofMinutes(5), false));
    }

    @Test
    void addressesTextAndReverseNamesAreRead() throws Exception {
        zone.zone("a.example", Type.A, "a.example. 300 A 192.0.2.1");
        zone.zone("a.example", Type.AAAA, "a.example. 300 AAAA 2001:db8::1");
        zone.zone("a.example", Type.TXT, "a.example. 300 TXT \"v=spf1 \" \"-all\"");
        zone.zone("1.2.0.192.in-addr.arpa", Type.PTR, "1.2.0.192.in-addr.arpa. 300 PTR Host.example.");
        InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        assertThat(found(dns.a("a.example"))).containsExactly(address);
        assertThat(found(dns.aaaa("a.example")).getFirst().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(found(dns.txt("a.example"))).containsExactly("v=spf1 -all");
        assertThat(found(dns.ptr(address))).containsExactly("host.example");
    }

    @Test
    void aNameThatDoesNotExistIsSaidSoForAsLongAsItsSoaAllows() {
        zone.rcode("no.example", Type.MX, Rcode.NXDOMAIN, SOA);
        assertThat(dns.mx("no.example")).isEqualTo(new Answer.NoName<Mx>(Duration.ofMinutes(2)));
    }

    @Test
    void aNameWithoutSuchRecordsIsToldFromAMissingOne() {
        zone.rcode("bare.example", Type.MX, Rcode.NOERROR, SOA);
        assertThat(dns.mx("bare.example")).isEqualTo(new Answer.NoData<Mx>(Duration.ofMinutes(2)));
    }

    @Test
    void aServersFailureIsAFailureAndNamesTheServer() {
        zone.rcode("bad.example", Type.MX, Rcode.SERVFAIL);
        assertThat(dns.mx("bad.example"))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("SERVFAIL")
                                .contains("127.0.0.1:" + zone.address().getPort()));
    }

    @Test
    void silenceIsAFailure() {
        zone.script("mute.example", Type.A, (reply, tcp) -> Optional.empty());
        assertThat(dns.a("mute.example"))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no answer"));
    }

    @Test
    void theNextResolverIsAskedWhenOneDoesNotKnow() throws Exception {
        try (var second = new ZoneServer()) {
            zone.rcode("a.example", Type.A, Rcode.SERVFAIL);
            second.zone("a.example", Type.A, "a.example. 300 A 192.0.2.7");
            assertThat(found(asking(List.of(zone.address(), second.address())).a("a.example")))
                    .hasSize(1);
        }
    }

    @Test
    void anAnswerCutShortIsFetchedOverTcp() {
        zone.script("big.example", Type.TXT, (reply, tcp) -> {
            if (tcp) {
                reply.addRecord(ZoneServer.record("big.example. 300 TXT whole"), Section.ANSWER);
            } else {
                reply.getHeader().setFlag(Flags.TC);
            }
            return Optional.of(reply);
        });
        assertThat(found(dns.txt("big.example"))).containsExactly("whole");
        assertThat(zone.questions("big.example", Type.TXT)).isEqualTo(2);
    }

    @Test
    void aliasesAreFollowedWithinAReplyAndFromReplyToReply() {
        zone.zone("a.example", Type.A, "a.example. 50 CNAME b.example.", "b.example. 300 CNAME c.example.");
        zone.zone("c.example", Type.A, "c.example. 300 A 192.0.2.1");
        assertThat(dns.a("a.example"))
                .isInstanceOfSatisfying(
                        Answer.Found.class, found -> assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(50)));
    }

    @Test
    void aliasesInACircleAreAFailure() {
        zone.zone("a.example", Type.A, "a.example. 300 CNAME b.example.");
        zone.zone("b.example", Type.A, "b.example. 300 CNAME a.example.");
        zone.zone("self.example", Type.A, "self.example. 300 CNAME self.example.");
        assertThat(dns.a("a.example")).isInstanceOf(Answer.Failed.class);
        assertThat(dns.a("self.example")).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void sixteenAliasesAreFollowedAndSeventeenAreNot() {
        chain(16, "fine");
        chain(17, "long");
        assertThat(dns.a("fine0.example")).isInstanceOf(Answer.Found.class);
        assertThat(dns.a("long0.example")).isInstanceOf(Answer.Failed.class);
    }

    private void chain(int aliases, String label) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < aliases; i++) {
            lines.add("%s%d.example. 300 CNAME %s%d.example.".formatted(label, i, label, i + 1));
        }
        lines.add("%s%d.example. 300 A 192.0.2.1".formatted(label, aliases));
        zone.zone(label + "0.example", Type.A, lines.toArray(String[]::new));
    }

    @Test
    void aResolverOnThisMachineIsBelievedThatItValidated() {
        zone.script("signed.example", Type.A, (reply, tcp) -> {
            reply.getHeader().setFlag(Flags.AD);
            reply.addRecord(ZoneServer.record("signed.example. 300 A 192.0.2.1"), Section.ANSWER);
            return Optional.of(reply);
        });
        assertThat(dns.a("signed.example"))
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(found.authentic()).isTrue());
    }

    @Test
    void aReplyToAnotherQuestionIsPassedOver() {
        zone.script("a.example", Type.A, (reply, tcp) -> {
            reply.getHeader().setID(reply.getHeader().getID() ^ 1);
            reply.addRecord(ZoneServer.record("a.example. 300 A 192.0.2.66"), Section.ANSWER);
            return Optional.of(reply);
        });
        assertThat(dns.a("a.example")).isInstanceOf(Answer.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", ".", "ümlaut.example", "sp ace.example", "back\\slash", "-x@y", "a\u0000b"})
    void whatIsNoNameIsNotThere(String name) {
        assertThat(dns.mx(name)).isInstanceOf(Answer.NoName.class);
        assertThat(dns.a("x".repeat(64) + ".example")).isInstanceOf(Answer.NoName.class);
        assertThat(dns.a("x.".repeat(130) + "example")).isInstanceOf(Answer.NoName.class);
    }

    @Test
    void manyThatWantOneNameAtOnceAskOnce() throws Exception {
        zone.zone("a.example", Type.A, "a.example. 300 A 192.0.2.1");
        var open = new CountDownLatch(1);
        zone.hold(open);
        var answers = new ConcurrentLinkedQueue<Answer<InetAddress>>();
        var patient = RealDns.with(
                new DnsSettings(List.of(zone.address()), List.of(Duration.ofSeconds(30)), 1, 10),
                time,
                new RealChance());
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 100; i++) {
            threads.add(new RealThreads().startVirtual("asker", () -> answers.add(patient.a("a.example"))));
        }
        open.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(100).allMatch(Answer.Found.class::isInstance);
        assertThat(zone.questions("a.example", Type.A)).isEqualTo(1);
    }

    @Test
    void anAnswerHoldsForItsTtlAndCountsDown() {
        zone.zone("a.example", Type.A, "a.example. 100 A 192.0.2.1");
        dns.a("a.example");
        time.advance(Duration.ofSeconds(99));
        assertThat(dns.a("a.example"))
                .isInstanceOfSatisfying(
                        Answer.Found.class, found -> assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(1)));
        assertThat(zone.questions("a.example", Type.A)).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        dns.a("a.example");
        assertThat(zone.questions("a.example", Type.A)).isEqualTo(2);
    }

    @Test
    void timesToLiveAreHeldInsideBounds() {
        zone.zone("zero.example", Type.A, "zero.example. 0 A 192.0.2.1");
        zone.zone("week.example", Type.A, "week.example. 604800 A 192.0.2.1");
        zone.rcode("gone.example", Type.A, Rcode.NXDOMAIN, SOA.replace(" 120", " 0"));
        zone.rcode("never.example", Type.A, Rcode.NXDOMAIN, SOA.replace(" 120", " 86400"));
        assertThat(dns.a("zero.example")).extracting("ttl").isEqualTo(DnsCache.FOUND_MIN);
        assertThat(dns.a("week.example")).extracting("ttl").isEqualTo(DnsCache.FOUND_MAX);
        assertThat(dns.a("gone.example")).extracting("ttl").isEqualTo(DnsCache.NEGATIVE_MIN);
        assertThat(dns.a("never.example")).extracting("ttl").isEqualTo(DnsCache.NEGATIVE_MAX);
    }

    @Test
    void aFailureHoldsLongerEachTimeUpToFiveMinutes() {
        zone.rcode("bad.example", Type.A, Rcode.SERVFAIL);
        long asked = 0;
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            dns.a("bad.example");
            assertThat(zone.questions("bad.example", Type.A)).isEqualTo(++asked);
            time.advance(Duration.ofSeconds(seconds).minusNanos(1));
            dns.a("bad.example");
            assertThat(zone.questions("bad.example", Type.A)).isEqualTo(asked);
            time.advance(Duration.ofNanos(1));
        }
    }

    @Test
    void whatIsForgottenIsAskedAgain() {
        zone.zone("a.example", Type.A, "a.example. 300 A 192.0.2.1");
        dns.a("a.example");
        dns.forget("A.example");
        dns.a("a.example");
        dns.forget("");
        dns.a("a.example");
        assertThat(zone.questions("a.example", Type.A)).isEqualTo(3);
    }

    @Test
    void theCacheMakesRoomWhenItIsFull() {
        var asked = new ArrayList<String>();
        var cache = new DnsCache<String>(time, 16, name -> {
            asked.add(name);
            return new Answer.Found<>(List.of(name), Duration.ofHours(1), false);
        });
        for (int i = 0; i < 1_000; i++) {
            cache.lookup("name" + i);
        }
        asked.clear();
        for (int i = 0; i < 1_000; i++) {
            cache.lookup("name" + i);
        }
        assertThat(asked).hasSizeGreaterThanOrEqualTo(1_000 - 16);
    }

    @Test
    void theSystemsResolversAreRead(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(
                file, "# comment\nsearch example\nnameserver 192.0.2.53\n nameserver 2001:db8::53 #x\nnameserver no\n");
        assertThat(SystemResolvers.read(file))
                .extracting(address -> address.getAddress().getHostAddress() + " " + address.getPort())
                .containsExactly("192.0.2.53 53", "2001:db8:0:0:0:0:0:53 53");
        assertThat(SystemResolvers.read(directory.resolve("none")))
                .allMatch(address -> address.getAddress().isLoopbackAddress());
    }

    private static <T> List<T> found(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Answer.Found.class);
        return answer instanceof Answer.Found<T> found ? found.records() : List.of();
    }
}

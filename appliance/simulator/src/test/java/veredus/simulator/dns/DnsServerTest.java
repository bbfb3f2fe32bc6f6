package veredus.simulator.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import veredus.world.real.RealTime;

/** The server asked by dnsjava's own client, over real sockets. */
@Timeout(60)
class DnsServerTest {
    private static final Name SITE = Name.fromConstantString("site.example.");
    private static final Name MX = Name.fromConstantString("mx.site.example.");
    private final ZoneData zone = new ZoneData();
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        zone.add(new MXRecord(SITE, DClass.IN, 60, 10, MX));
        zone.add(new ARecord(MX, DClass.IN, 60, InetAddress.getByName("127.1.2.3")));
        server = DnsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), zone, new RealTime());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRecordIsFoundWhateverTheCaseOfTheName() throws Exception {
        Message answer = ask("SITE.example.", Type.MX, false);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
    }

    @Test
    void anAliasComesWithWhatItPointsTo() throws Exception {
        zone.add(new CNAMERecord(Name.fromString("www.site.example."), DClass.IN, 60, MX));
        List<Record> answer = ask("www.site.example.", Type.A, false).getSection(Section.ANSWER);
        assertThat(answer).extracting(Record::getType).containsExactly(Type.CNAME, Type.A);
    }

    @Test
    void anAliasThatPointsToItselfFails() throws Exception {
        Name loop = Name.fromString("loop.example.");
        zone.add(new CNAMERecord(loop, DClass.IN, 60, loop));
        assertThat(ask("loop.example.", Type.A, false).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void aNameWithoutRecordsOfTheTypeGetsAnEmptyAnswerWithAnSoa() throws Exception {
        Message answer = ask("mx.site.example.", Type.AAAA, false);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA);
    }

    @Test
    void aNameThatHasOnlyNamesBelowItExists() throws Exception {
        assertThat(ask("example.", Type.A, false).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aNameThatIsNotThereDoesNotExist() throws Exception {
        assertThat(ask("nowhere.invalid.", Type.A, false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void aBigAnswerComesOverTcp() throws Exception {
        Name big = Name.fromString("big.example.");
        for (int i = 0; i < 30; i++) {
            zone.add(new TXTRecord(big, DClass.IN, 60, i + "x".repeat(200)));
        }
        assertThat(ask("big.example.", Type.TXT, false).getSection(Section.ANSWER))
                .hasSize(30);
    }

    @Test
    void severalQueriesGoOverTcp() throws Exception {
        assertThat(ask("site.example.", Type.MX, true).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(ask("mx.site.example.", Type.A, true).getSection(Section.ANSWER))
                .hasSize(1);
    }

    @Test
    void aTruncatedAnswerMakesTheClientComeAgainOverTcp() throws Exception {
        zone.fail(SITE, new DnsFault.Truncate());
        assertThat(ask("site.example.", Type.MX, false).getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(server.queries()).isEqualTo(2);
    }

    @Test
    void aFailingNameIsAnsweredWithServfail() throws Exception {
        zone.fail(SITE, new DnsFault.ServFail());
        assertThat(ask("site.example.", Type.MX, false).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void aNameThatWasTakenAwayComesBackWhenItIsHealed() throws Exception {
        zone.fail(SITE, new DnsFault.NoName());
        assertThat(ask("site.example.", Type.MX, false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        zone.heal(SITE);
        assertThat(ask("site.example.", Type.MX, false).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aSilentNameIsNotAnswered() {
        zone.fail(SITE, new DnsFault.Silence());
        assertThatThrownBy(() -> ask("site.example.", Type.MX, false, Duration.ofMillis(200)))
                .isInstanceOf(IOException.class);
        assertThat(server.queries()).isPositive();
    }

    @Test
    void aDelayedAnswerIsTheRightOne() throws Exception {
        zone.fail(SITE, new DnsFault.Delay(Duration.ofMillis(1)));
        assertThat(ask("site.example.", Type.MX, false).getSection(Section.ANSWER))
                .hasSize(1);
    }

    private Message ask(String name, int type, boolean tcp) throws IOException {
        return ask(name, type, tcp, Duration.ofSeconds(20));
    }

    private Message ask(String name, int type, boolean tcp, Duration limit) throws IOException {
        var resolver = new SimpleResolver(server.address());
        resolver.setTCP(tcp);
        resolver.setTimeout(limit);
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    }
}

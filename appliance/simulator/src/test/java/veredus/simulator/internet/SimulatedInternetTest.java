package veredus.simulator.internet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import veredus.simulator.peer.Provider;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** The internet of the sample providers, over real sockets. */
@Timeout(60)
class SimulatedInternetTest {

    @Test
    void aDomainLeadsThroughMxAndAddressToALiveMailHost() throws Exception {
        try (SimulatedInternet internet = start()) {
            var mx = (MXRecord) ask(internet, Name.fromString("bigmail.example."), Type.MX);
            var address = (ARecord) ask(internet, mx.getTarget(), Type.A);
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(address.getAddress(), internet.smtpPort()));
                assertThat(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                        .isEqualTo("220 ");
            }
        }
    }

    @Test
    void everyHostOfEveryProviderHasAnAddressOfItsOwn() {
        assertThat(Population.sample().providers())
                .flatExtracting(Provider::hosts)
                .extracting(Provider.MailHost::address)
                .doesNotHaveDuplicates();
    }

    @Test
    void overOneRoundEveryProviderGetsExactlyItsShare() {
        Population population = Population.sample();
        Map<String, Long> byDomain = LongStream.range(0, population.round())
                .mapToObj(population::domain)
                .collect(Collectors.groupingBy(domain -> domain, Collectors.counting()));
        for (Population.Member member : population.members()) {
            long got = member.provider().domains().stream()
                    .mapToLong(domain -> byDomain.getOrDefault(domain, 0L))
                    .sum();
            assertThat(got).as(member.provider().name()).isEqualTo(member.share());
        }
    }

    @Test
    void theDomainsOfAProviderTakeTurns() {
        Population population = Population.sample();
        assertThat(LongStream.range(0, 2L * population.round()).mapToObj(population::domain))
                .contains("bigmail.example", "bigmail-plus.example");
    }

    private static SimulatedInternet start() throws IOException {
        return SimulatedInternet.start(Population.sample(), 0, 0, new RealTime(), new RealChance(), Optional.empty());
    }

    private static Record ask(SimulatedInternet internet, Name name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return new SimpleResolver(internet.dns())
                .send(query)
                .getSection(Section.ANSWER)
                .getFirst();
    }
}

package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.world.Dns;
import veredus.world.Dns.Answer;

/** A zone file answers as a DNS would that holds it. */
@Timeout(60)
class ZoneFileDnsTest {
    private static final String ZONE = """
            $TTL 300
            $ORIGIN example.net.
            @        IN SOA ns admin 1 3600 600 86400 300
            @        IN MX 20 b.mx
                     IN MX 10 a.mx
            a.mx     IN A 192.0.2.1
            b.mx     IN AAAA 2001:db8::1
            www      IN CNAME a.mx
            loop     IN CNAME loop
            *.wild   IN MX 5 a.mx
            null     IN MX 0 .
            text     IN TXT "v=spf1 " "-all"
            other.example.  60 IN MX 10 mx.elsewhere.example.
            1.2.0.192.in-addr.arpa. IN PTR a.mx.example.net.
            """;

    @TempDir
    Path directory = Path.of("");

    private Dns zone() throws IOException {
        return ZoneFileDns.read(Files.writeString(directory.resolve("zone"), ZONE));
    }

    @Test
    void mailExchangersAreFoundWhateverTheCaseOfTheName() throws IOException {
        assertThat(zone().mx("EXAMPLE.net"))
                .isEqualTo(new Answer.Found<>(
                        List.of(new Dns.Mx(20, "b.mx.example.net"), new Dns.Mx(10, "a.mx.example.net")),
                        Duration.ofMinutes(5),
                        false));
        assertThat(zone().mx("other.example"))
                .isEqualTo(new Answer.Found<>(
                        List.of(new Dns.Mx(10, "mx.elsewhere.example")), Duration.ofMinutes(1), false));
        assertThat(found(zone().mx("null.example.net"))).containsExactly(new Dns.Mx(0, ""));
    }

    @Test
    void aliasesAreFollowedButNotForEver() throws IOException {
        assertThat(found(zone().a("www.example.net"))).containsExactly(address());
        assertThat(zone().a("loop.example.net")).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void whatIsNotThereIsToldFromWhatHasOtherRecords() throws IOException {
        assertThat(zone().mx("a.mx.example.net")).isInstanceOf(Answer.NoData.class);
        assertThat(zone().a("mx.example.net")).isInstanceOf(Answer.NoData.class);
        assertThat(zone().mx("nobody.example.net")).isInstanceOf(Answer.NoName.class);
        assertThat(zone().mx("not a name")).isInstanceOf(Answer.NoName.class);
    }

    @Test
    void aWildcardStandsForWhatIsNotThere() throws IOException {
        assertThat(zone().mx("x.y.wild.example.net")).isInstanceOf(Answer.Found.class);
        assertThat(zone().mx("wild.example.net")).isInstanceOf(Answer.NoData.class);
    }

    @Test
    void textsAreJoinedAndAddressesHaveNames() throws IOException {
        assertThat(found(zone().txt("text.example.net"))).containsExactly("v=spf1 -all");
        assertThat(found(zone().ptr(address()))).containsExactly("a.mx.example.net");
    }

    @Test
    void aMistakeIsNamedWithItsLine() throws IOException {
        Path file =
                Files.writeString(directory.resolve("zone"), "a.example. IN A 192.0.2.1\na.example. IN MX ten mx.\n");

        assertThatThrownBy(() -> ZoneFileDns.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("zone is not a zone file: ")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> ZoneFileDns.read(Files.writeString(file, "$INCLUDE /etc/passwd\n")))
                .isInstanceOf(IOException.class);
    }

    private static <T> List<T> found(Answer<T> answer) {
        return answer instanceof Answer.Found<T>(var records, var ttl, var authentic) ? records : List.of();
    }

    private static InetAddress address() throws IOException {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    }
}

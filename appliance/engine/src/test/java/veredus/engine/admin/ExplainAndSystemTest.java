package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ExplainQuery;
import veredus.api.admin.ExplainView;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.SystemView;
import veredus.api.admin.VmtaView;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;
import veredus.world.real.SelfSignedCertificate;

/** What a running engine says of its own configuration and of the machine under it. */
@Timeout(120)
class ExplainAndSystemTest {
    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private ExplainView.Value limit(String name) throws Exception {
        return house.client().explain(ExplainQuery.of("good.example")).limits().stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachLimitIsToldWithTheLineThatSetsItAndFollowsEachChange() throws Exception {
        ExplainView told = house.client().explain(ExplainQuery.of("good.example"));
        assertThat(told.site()).startsWith("mx.good.example:");
        assertThat(told.mx()).containsExactly("mx.good.example");
        assertThat(told.vmta()).isEqualTo("vmta-1");
        assertThat(told.path()).isEqualTo("vmta-1 > " + told.site());
        assertThat(told.route().orElseThrow().file()).isEqualTo("routes.toml");
        assertThat(limit("max-connections").line()).isZero();

        Files.createDirectories(house.configuration.resolve("shaping.d"));
        house.set("shaping.d/50-test.toml", "[[path]]\ndomain = \"good.example\"\nmax-connections = 3\n");
        assertThat(house.client().reload().accepted()).isTrue();

        assertThat(limit("max-connections")).satisfies(value -> {
            assertThat(value.value()).isEqualTo("3");
            assertThat(value.file()).isEqualTo("shaping.d/50-test.toml");
            assertThat(value.line()).isEqualTo(3);
            assertThat(value.overrides()).containsExactly(new ExplainView.Overridden("20", "built-in default", 0));
        });
    }

    @Test
    void aVmtaThatIsDisabledForNowIsNotTheWay() throws Exception {
        house.client()
                .disable(new SwitchRequest(
                        Optional.of("vmta-1"), Optional.empty(), Optional.of(Duration.ofHours(1)), Optional.of("x")));

        ExplainView told = house.client().explain(ExplainQuery.of("good.example"));

        assertThat(told.path()).isEmpty();
        assertThat(told.ends()).contains("can be used");
        assertThat(told.members()).containsExactly(new ExplainView.Member("vmta-1", 100, false));
    }

    @Test
    void namesThatAreNotKnownAreRefusedWithWhatMayHaveBeenMeant() {
        var query = new ExplainQuery(
                "good.example",
                Optional.of("vmta-2"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThatThrownBy(() -> house.client().explain(query))
                .hasMessageContaining("422")
                .hasMessageContaining("did you mean 'vmta-1'?");
        assertThatThrownBy(() -> house.client().explain(ExplainQuery.of("a..b")))
                .hasMessageContaining("422");
    }

    @Test
    void theListOfVmtasSaysEhloPoolsAndConnections() throws Exception {
        VmtaView vmta = house.client().vmtas().vmtas().getFirst();

        assertThat(vmta.ehlo()).isEqualTo("out.sender.example");
        assertThat(vmta.pools()).containsExactly("all");
        assertThat(vmta.connections()).isZero();
    }

    @Test
    void theSystemIsToldWithItsSpoolAndTheCertificatesThatAreOffered() throws Exception {
        assertThat(house.client().system().certificates()).isEmpty();
        house.set(
                "listeners.toml",
                Files.readString(house.configuration.resolve("listeners.toml"))
                        .replace("tls = \"none\"", "tls = \"starttls\""));
        assertThat(house.client().reload().accepted()).isTrue();
        house.send(1, "later.example");

        SystemView told = house.client().system();

        assertThat(told.obstacles()).isEmpty();
        assertThat(told.dataDir()).isEqualTo(house.data.toString());
        assertThat(told.configuration()).isEqualTo(house.configuration.toString());
        assertThat(told.spool().logBytes()).isPositive();
        assertThat(told.spool().segments()).isPositive();
        assertThat(told.spool().rebuilt()).isEqualTo(1);
        assertThat(told.spool().diskBytes()).isGreaterThanOrEqualTo(told.spool().freeBytes());
        assertThat(told.certificates()).singleElement().satisfies(certificate -> {
            assertThat(certificate.use()).isEqualTo("listener trial: self-signed.pem");
            assertThat(certificate.subject()).isEqualTo("out.sender.example");
            assertThat(certificate.until().orElseThrow())
                    .isAfter(new RealTime().now().plus(Duration.ofDays(3000)));
            assertThat(certificate.problem()).isEmpty();
        });
    }

    @Test
    void aCertificateIsLookedForBesideTheFileThatNamesIt() throws Exception {
        Path tls = Files.createDirectories(house.configuration.resolve("tls"));
        SelfSignedCertificate.create(
                        List.of("mail.sender.example"), new RealTime().now(), Duration.ofDays(90), new RealChance())
                .write(tls.resolve("mail.crt"), tls.resolve("mail.key"));
        house.set(
                "listeners.toml",
                Files.readString(house.configuration.resolve("listeners.toml"))
                        .replace(
                                "tls = \"none\"",
                                "tls = \"starttls\"\ncertificate = \"tls/mail.crt\"\nprivate-key = \"tls/mail.key\""));

        assertThat(house.client().reload().accepted()).isTrue();

        assertThat(house.client().system().certificates())
                .extracting(SystemView.CertificateView::subject)
                .containsExactly("mail.sender.example");
    }
}

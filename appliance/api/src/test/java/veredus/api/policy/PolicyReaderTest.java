package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PolicyReaderTest {
    @TempDir
    Path directory = Path.of("");

    private ConfigDirectory config() {
        return new ConfigDirectory(directory);
    }

    @Test
    void oneListenerAloneIsAPolicyWithDefaults() {
        Policy policy = config().policy();

        assertThat(policy.server()).isEqualTo(RecordDefaults.of(ServerPolicy.class));
        assertThat(policy.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.port()).isEqualTo(2525);
            assertThat(listener.origin()).isEqualTo(new Origin("listeners.toml", 1, 1));
        });
        assertThat(policy.vmtas()).singleElement().extracting(VirtualMta::name).isEqualTo("default");
        assertThat(policy.tenants()).singleElement().extracting(Tenant::name).isEqualTo("default");
        assertThat(policy.retries())
                .singleElement()
                .extracting(RetryRule::domain)
                .isEqualTo("*");
    }

    @Test
    void anEmptyDirectoryLacksAListenerAndSaysHowToGetOneButCanBeSetUp(@TempDir Path empty) {
        assertThat(PolicyReader.read(empty)).isInstanceOf(PolicyReading.Accepted.class);
        assertThat(PolicyReader.read(empty).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy()).contains("[[listener]]", "veredus web"));
    }

    @Test
    void whoeverSendsNeedsAListener(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("vmtas.toml"), "[[vmta]]\nname = \"default\"\n");
        assertThat(PolicyReader.read(directory)).isInstanceOf(PolicyReading.Refused.class);
        assertThat(PolicyReader.read(directory).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("no listener"));
    }

    @Test
    void everyKindOfValueIsRead() {
        Policy policy = config().with(
                        "server.toml", "[server]\nbody-memory = \"1GiB\"\nlocal-domains = [\"a.example\"]\n")
                .with("listeners.toml", """
                        [[listener]]
                        tls = "IMPLICIT"
                        relay-networks = ["10.0.0.0/8", "::1"]
                        idle-limit = "1h"
                        bare-line-ends = "normalize"
                        require-tls = true
                        """)
                .with(
                        "spool.toml",
                        "[spool]\ncompact-below = 0.5\ndirectory = \"/spool\"\nsoft-free = 10_000_000_000\n")
                .with("vmtas.toml", "[[vmta]]\nname = \"default\"\nip-family = \"ipv6_only\"\n")
                .with(
                        "routes.toml",
                        "[[route]]\ndomain = \"a.example\"\naction = \"relay\"\nhosts = [{ host = \"mx\" }]\n")
                .with("shaping.d/10.toml", "[[path]]\nmessage-rate = \"100/15m\"\npipelining = false\nmax-ready = 7\n")
                .policy();

        ListenerPolicy listener = policy.listeners().getFirst();
        assertThat(policy.server().bodyMemory()).isEqualTo(new ByteSize(1L << 30));
        assertThat(policy.server().localDomains()).containsExactly("a.example");
        assertThat(listener.tls()).isEqualTo(ListenerPolicy.Tls.IMPLICIT);
        assertThat(listener.relayNetworks())
                .extracting(Cidr::toString)
                .containsExactly("10.0.0.0/8", "0:0:0:0:0:0:0:1/128");
        assertThat(listener.idleLimit()).isEqualTo(Duration.ofHours(1));
        assertThat(listener.bareLineEnds()).isEqualTo(ListenerPolicy.BareLineEnds.NORMALIZE);
        assertThat(policy.spool().compactBelow()).isEqualTo(0.5);
        assertThat(policy.spool().directory()).contains("/spool");
        assertThat(policy.spool().softFree().bytes()).isEqualTo(10_000_000_000L);
        assertThat(policy.vmtas().getFirst().ipFamily()).isEqualTo(VirtualMta.IpFamily.IPV6_ONLY);
        assertThat(policy.routes().getFirst().hosts()).containsExactly(new Route.Target("mx", 0, 10));
        PathRule rule = policy.paths().getFirst();
        assertThat(rule.messageRate()).contains(new Rate(100, Duration.ofMinutes(15)));
        assertThat(rule.pipelining()).contains(false);
        assertThat(rule.maxReady()).contains(7);
        assertThat(rule.origins())
                .containsEntry("message-rate", new Origin("shaping.d/10.toml", 2, 1))
                .containsEntry("max-ready", new Origin("shaping.d/10.toml", 4, 1));
    }

    @Test
    void aMisspeltKeyIsAnErrorWithTheNearestKey() {
        assertThat(config().with("server.toml", "[server]\nmax-conections = 5\n")
                        .problems())
                .containsExactly("server.toml:2:1: \"max-conections\" is not a key of [server]; did you mean"
                        + " max-connections?");
    }

    @Test
    void aWrongTypeShowsWhatIsExpectedWithAnExample() {
        assertThat(config().with("server.toml", "[server]\n  max-connections = \"lots\"\n")
                        .problems())
                .containsExactly(
                        "server.toml:2:3: max-connections = \"lots\" is not a whole number; write a whole number"
                                + " from 1 to 200000, such as max-connections = 10000");
    }

    @Test
    void aValueOutOfRangeShowsTheRange() {
        assertThat(config().with("listeners.toml", "[[listener]]\nport = 70000\n")
                        .problems())
                .containsExactly(
                        "listeners.toml:2:1: port = 70000 is out of range; write a whole number from 1 to 65535,"
                                + " such as port = 2525");
    }

    @Test
    void aWrongChoiceShowsTheChoices() {
        assertThat(config().with("listeners.toml", "[[listener]]\ntls = \"startls\"\n")
                        .problems())
                .containsExactly("listeners.toml:2:1: tls = \"startls\" is not one of none, starttls, implicit; did you"
                        + " mean \"starttls\"?");
        assertThat(config().with("listeners.toml", "[[listener]]\ntls = \"yes\"\n")
                        .problems())
                .containsExactly("listeners.toml:2:1: tls = \"yes\" is not one of none, starttls, implicit; write one"
                        + " of none, starttls, implicit, such as tls = \"starttls\"");
    }

    @Test
    void aBadElementOfAListIsShownWhereItStands() {
        assertThat(config().with(
                                "listeners.toml", "[[listener]]\nrelay-networks = [\n\"10.0.0.0/8\",\n\"10.0.0/33\"]\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("listeners.toml:4:1: relay-networks = \"10.0.0/33\" is not a network");
    }

    @Test
    void allSyntaxErrorsOfAllFilesAreReportedTogetherWithTheRest() {
        List<String> problems = config().with("dns.toml", "[dns]\ntries = = 1\ntimeout = 5s\n")
                .with("retry.toml", "[[retry]\n")
                .with("server.toml", "[server]\nhost = 1\n")
                .problems();

        assertThat(problems).anyMatch(problem -> problem.startsWith("dns.toml:2:"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("dns.toml:3:"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("retry.toml:1:"));
        assertThat(problems).anyMatch(problem -> problem.startsWith("server.toml:2:1: \"host\""));
    }

    @Test
    void problemsAreSortedByFileAndLine() {
        List<PolicyProblem> problems = config().with("server.toml", "[server]\nb = 1\na = 2\n")
                .with("dns.toml", "[dns]\nz = 1\n")
                .read()
                .problems();

        assertThat(problems)
                .extracting(problem -> problem.origin().toString())
                .containsExactly("dns.toml:2", "server.toml:2", "server.toml:3");
    }

    @Test
    void aWrongTableNameIsAnError() {
        assertThat(config().with("vmtas.toml", "[[vmat]]\nname = \"default\"\n").problems())
                .containsExactly("vmtas.toml:1:1: \"vmat\" does not belong in vmtas.toml; did you mean vmta?");
    }

    @Test
    void oneTableInPlaceOfAListIsAnError() {
        assertThat(config().with("vmtas.toml", "[vmta]\nname = \"default\"\n").problems())
                .containsExactly("vmtas.toml:1:1: vmta is not a list of tables; write [[vmta]] for each of them");
    }

    @Test
    void aMissingRequiredKeyIsAnError() {
        assertThat(config().with("vmtas.toml", "[[vmta]]\naddresses = []\n[[vmta]]\nname = \"default\"\n")
                        .problems())
                .containsExactly("vmtas.toml:1:1: [[vmta]] lacks name; add name = \"text\"");
    }

    @Test
    void aFileThatNobodyReadsIsAWarning() {
        assertThat(config().with("listener.toml", "").with("cert.pem", "").problems())
                .containsExactly("listener.toml:1:1: warning: this file is not read; did you mean listeners.toml?");
    }

    @Test
    void shapingFilesAreReadInTheOrderOfTheirNames() {
        Policy policy = config().with("shaping.d/20-b.toml", "[[path]]\nmax-ready = 2\n")
                .with("shaping.d/10-a.toml", "[[path]]\nmax-ready = 1\nmax-connections = 1\n")
                .policy();

        assertThat(policy.paths()).extracting(PathRule::maxReady).containsExactly(Optional.of(1), Optional.of(2));
    }

    @Test
    void secretsComeFromFilesAndTheEnvironment() {
        Policy policy = config().with("secrets/relay", "hunter2\n")
                .with("routes.toml", """
                        [[route]]
                        domain = "a.example"
                        tls = "verified"
                        user-name = "u"
                        password = "file:secrets/relay"
                        [[route]]
                        domain = "b.example"
                        tls = "verified"
                        user-name = "u"
                        password = "env:RELAY"
                        """)
                .withEnvironment(Map.of("RELAY", "swordfish"))
                .policy();

        assertThat(policy.routes())
                .extracting(Route::password)
                .containsExactly(Optional.of("hunter2"), Optional.of("swordfish"));
    }

    @Test
    void aSecretThatIsNotThereIsAnErrorThatNamesItsPlace() {
        assertThat(config().with(
                                "routes.toml",
                                "[[route]]\ndomain = \"a.example\"\nuser-name = \"u\"\npassword = \"file:nowhere\"\n")
                        .problems())
                .containsExactly(
                        "routes.toml:4:1: password: the secret file nowhere does not exist; make it, readable by"
                                + " the engine alone");
    }

    @Test
    void noMessageShowsASecret() {
        List<String> problems = config().with(
                        "users.toml",
                        "[[user]]\nname = \"u\"\ntenant = \"default\"\npassword = \"hunter2\"\nscram = 22222\n")
                .problems();

        assertThat(problems).hasSize(1).noneMatch(problem -> problem.contains("hunter2") || problem.contains("22222"));
    }

    @Test
    void aBadPasswordHashIsReportedWithoutIt() {
        assertThat(config().with("users.toml", "[[user]]\nname = \"u\"\ntenant = \"default\"\npassword = \"hunter2\"\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("users.toml:4:1: the password of user \"u\" is not an Argon2id hash")
                .doesNotContain("hunter2");
    }

    @Test
    void fiveThousandRulesAndAThousandVmtasAreReadInTwoSeconds() {
        var paths = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            paths.append("[[path]]\ndomain = \"d")
                    .append(i)
                    .append(".example\"\nmax-connections = 7\nmessage-rate = \"10/m\"\n");
        }
        var vmtas = new StringBuilder("[[vmta]]\nname = \"default\"\n");
        for (int i = 0; i < 1000; i++) {
            vmtas.append("[[vmta]]\nname = \"m")
                    .append(i)
                    .append("\"\naddresses = [\"10.0.")
                    .append(i / 250)
                    .append('.');
            vmtas.append(i % 250 + 1).append("\"]\nehlo = \"m").append(i).append(".example\"\n");
        }
        ConfigDirectory config =
                config().with("shaping.d/10.toml", paths.toString()).with("vmtas.toml", vmtas.toString());
        config.policy();

        long start = cpuNanos();
        Policy policy = config.policy();
        Duration taken = Duration.ofNanos(cpuNanos() - start);

        System.out.println("5,000 rules and 1,000 vMTAs read in " + taken.toMillis() + " ms");
        assertThat(policy.paths()).hasSize(5000);
        assertThat(taken).isLessThan(Duration.ofSeconds(2));
    }

    /** Processor time of this thread: other programs on the machine do not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

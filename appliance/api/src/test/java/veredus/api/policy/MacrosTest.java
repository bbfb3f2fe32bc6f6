package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Texts under one name. */
@Timeout(60)
class MacrosTest {
    @TempDir
    private Path path;

    private ConfigDirectory files;

    @BeforeEach
    void write() {
        files = new ConfigDirectory(path);
    }

    @Test
    void aMacroIsReplacedInTextsOfAnyKindAndInPartsOfThem() {
        Policy policy = files.with("macros.toml", """
                        [macros]
                        network = "192.0.2"
                        slow = "10/1m"
                        big = "gmail.com"
                        host = "mail.${zone}"
                        zone = "example.com"
                        """)
                .with("server.toml", "[server]\nhost-name = \"${host}\"\ndefault-pool = \"v\"\n")
                .with("vmtas.toml", "[[vmta]]\nname = \"v\"\naddresses = [\"${network}.1\", \"${network}.2\"]\n")
                .with("lists.toml", "[lists]\nbig = [\"${big}\"]\n")
                .with("shaping.toml", "[[path]]\ndomain = \"@big\"\nmessage-rate = \"${slow}\"\n")
                .policy();

        assertThat(policy.server().hostName()).isEqualTo("mail.example.com");
        assertThat(policy.vmtas().getFirst().addresses()).isEqualTo(List.of("192.0.2.1", "192.0.2.2"));
        assertThat(policy.paths().getFirst().domain()).contains("gmail.com");
        assertThat(policy.paths().getFirst().messageRate().orElseThrow().toString())
                .isEqualTo("10/m");
    }

    @Test
    void twoDollarsStandForTheCharacters() {
        Policy policy = files.with("headers.toml", "[headers]\n")
                .with("dsn.toml", "[dsn]\nfrom-name = \"$${name} costs $5\"\n")
                .policy();
        assertThat(policy.dsn().fromName()).isEqualTo("${name} costs $5");
    }

    @Test
    void aProblemShowsTheValueAndWhatIsWritten() {
        files.with("macros.toml", "[macros]\nnet = \"192.0.2\"\nrate = \"often\"\n")
                .with("server.toml", "[server]\ndefault-pool = \"v\"\n")
                .with("vmtas.toml", "[[vmta]]\nname = \"v\"\naddresses = [\"${net}.300\"]\n")
                .with("shaping.toml", "[[path]]\nmessage-rate = \"${rate}\"\n");
        assertThat(files.problems())
                .anyMatch(problem -> problem.startsWith("vmtas.toml:3:14: addresses: \"192.0.2.300\" cannot be a source"
                        + " address (written \"${net}.300\"); "))
                .anyMatch(problem -> problem.startsWith("shaping.toml:2:1: message-rate = \"often\" is not ")
                        && problem.contains("(written \"${rate}\"); "))
                .hasSize(2);
    }

    @Test
    void aNameThatIsNotThereGetsASuggestion() {
        files.with("macros.toml", "[macros]\nnetwork = \"192.0.2\"\n")
                .with("server.toml", "[server]\nhost-name = \"${netwrk}.example\"\n")
                .with("dsn.toml", "[dsn]\nfrom-name = \"${network\"\n");
        assertThat(files.problems())
                .contains(
                        "server.toml:2:1: there is no macro \"netwrk\"; did you mean \"${network}\"?",
                        "dsn.toml:2:1: \"${\" without \"}\"; write \"$${\" for the characters themselves");
    }

    @Test
    void macrosThatGoRoundOrAreTooDeepAreErrors() {
        files.with("macros.toml", """
                [macros]
                a = "${b}"
                b = "${c}"
                c = "${a}"
                """);
        assertThat(files.problems())
                .containsExactly(
                        "macros.toml:2:1: macro \"a\" leads back to itself: a > b > c > a; write out one of them");

        var chain = new StringBuilder("[macros]\nm0 = \"x\"\n");
        for (int i = 1; i <= Macros.DEEPEST; i++) {
            chain.append("m%d = \"${m%d}\"%n".formatted(i, i - 1));
        }
        files.with("macros.toml", chain.toString());
        assertThat(files.problems())
                .filteredOn(problem -> !problem.contains("warning"))
                .containsExactly(
                        "macros.toml:10:1: macro \"m8\" is part of macros in macros more than 8 deep; write out one"
                                + " of them");
    }

    @Test
    void macrosThatMultiplyStopAtABound() {
        var doubling = new StringBuilder("[macros]\nm0 = \"" + "x".repeat(1000) + "\"\n");
        for (int i = 1; i < Macros.DEEPEST; i++) {
            doubling.append(
                    "m%d = \"%s\"%n".formatted(i, "${m%d}".formatted(i - 1).repeat(10)));
        }
        files.with("macros.toml", doubling.toString());
        assertThat(files.problems())
                .anyMatch(problem -> problem.contains("macros make a text of more than 65536 characters"));
    }

    @Test
    void theEnvironmentIsASourceOnlyWhereItIsNamed() {
        files.with("macros.toml", "[macros]\nsite = \"env:SITE\"\n")
                .with("server.toml", "[server]\nhost-name = \"${site}.example\"\n")
                .withEnvironment(Map.of("SITE", "ams", "OTHER", "x"));
        assertThat(files.policy().server().hostName()).isEqualTo("ams.example");

        files.with("server.toml", "[server]\nhost-name = \"${OTHER}.${site}.example\"\n");
        assertThat(files.problems()).anyMatch(problem -> problem.contains("there is no macro \"OTHER\""));

        files.withEnvironment(Map.of());
        assertThat(files.problems())
                .anyMatch(problem -> problem.startsWith(
                        "macros.toml:2:1: macro \"site\": the environment variable SITE is not set"));
    }

    @Test
    void macrosMakeReferencesAndNoSecrets() {
        String route = """
                [[route]]
                domain = "*"
                action = "relay"
                hosts = [{ host = "mx.example.com" }]
                user-name = "me"
                password = "%s"
                """;
        files.with("macros.toml", "[macros]\ndir = \"secrets\"\nword = \"hush\"\n")
                .with("secrets/relay", "sesame\n")
                .with("routes.toml", route.formatted("file:${dir}/relay"));
        assertThat(files.usable().routes().getFirst().password()).contains("sesame");

        files.with("routes.toml", route.formatted("${word}${dir}"));
        assertThat(files.problems())
                .anyMatch(problem -> problem.startsWith("routes.toml:6:1: password: macros hold no secrets; "))
                .noneMatch(problem -> problem.contains("hush"));

        files.with("routes.toml", route.formatted("pass${secret-part}word"));
        assertThat(files.problems())
                .anyMatch(problem -> problem.startsWith("routes.toml:6:1: \"${\" begins a macro that is not there; "))
                .noneMatch(problem -> problem.contains("secret-part"));

        files.with("routes.toml", route.formatted("pass$${word}"));
        assertThat(files.usable().routes().getFirst().password()).contains("pass${word}");
    }

    @Test
    void namesAreThereOnceAndWhatNobodyUsesIsAWarning() {
        files.with("macros.toml", "[macros]\nidle = \"x\"\ninner = \"y\"\nouter = \"${inner}\"\nnumber = 5\n")
                .with("macros.d/more.toml", "[macros]\nouter = \"z\"\n")
                .with("server.toml", "[server]\nhost-name = \"${outer}.example\"\n");
        assertThat(files.problems())
                .containsExactlyInAnyOrder(
                        "macros.toml:2:1: warning: macro \"idle\" is not used; write \"${idle}\" in a text, or remove it",
                        "macros.toml:5:1: macro \"number\" is not a text; put it in quotes",
                        "macros.d/more.toml:2:1: macro \"outer\" is there twice, first at macros.toml:4; rename or remove"
                                + " one");
    }

    @Test
    void whereAMacroStandsIsKnownForEachValue() {
        files.with("macros.toml", "[macros]\nname = \"mail\"\n")
                .with("server.toml", "[server]\nhost-name = \"${name}.example\"\n");
        PolicyReader.Traced traced = PolicyReader.trace(path);
        Policy policy = ((PolicyReading.Accepted) traced.reading()).policy();
        Origin at = traced.origins().of(policy.server(), "host-name");
        assertThat(traced.origins().macros(at)).contains("written \"${name}.example\"; name stands at macros.toml:2");
    }
}

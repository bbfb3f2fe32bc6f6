package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration may be split over files, and what programs write stands apart from what people write. */
@Timeout(60)
class LayersTest {
    private static final String M1 = "[[vmta]]\nname = \"m1\"\n";

    @TempDir
    Path directory = Path.of("");

    private ConfigDirectory config() {
        return new ConfigDirectory(directory).with("vmtas.toml", "[[vmta]]\nname = \"default\"\n");
    }

    @Test
    void aFileMayBeSplitAndThePartsAreReadInOneOrder() {
        Policy policy = config().with("vmtas.d/20-b.toml", "[[vmta]]\nname = \"b\"\n")
                .with("vmtas.d/10-a.toml", "[[vmta]]\nname = \"a\"\n")
                .with("managed/vmtas.toml", "[[vmta]]\nname = \"c\"\n")
                .with(
                        "managed/vmtas.d/x.toml",
                        "[[vmta]]\nname = \"d\"\n[[pool]]\nname = \"p\"\nmembers = [{ vmta = \"a\" }]\n")
                .policy();

        assertThat(policy.vmtas()).extracting(VirtualMta::name).containsExactly("default", "a", "b", "c", "d");
        assertThat(policy.vmtas().get(4).origin().file()).isEqualTo("managed/vmtas.d/x.toml");
        assertThat(policy.pools()).hasSize(1);
    }

    @Test
    void managedShapingRulesOverrideThoseOfPeople() {
        Policy policy = config().with("shaping.d/90.toml", "[[path]]\nmax-ready = 1\nmax-connections = 9\n")
                .with("shaping.toml", "[[path]]\nmax-ready = 3\nidle-limit = \"1s\"\n")
                .with("managed/shaping.d/10.toml", "[[path]]\nmax-ready = 2\n")
                .policy();

        PathLimits limits = PathRules.limits(policy.paths(), "a.example", java.util.List.of(), "default");
        assertThat(limits.maxReady()).isEqualTo(2);
        assertThat(limits.maxConnections()).isEqualTo(9);
    }

    @Test
    void aNameInAManagedFileAndInAnotherIsAnErrorThatSaysWhichToEdit() {
        assertThat(config().with("vmtas.d/m.toml", M1)
                        .with("managed/vmtas.toml", M1)
                        .problems())
                .containsExactly("managed/vmtas.toml:2:1: vMTA \"m1\" is there twice, first at vmtas.d/m.toml:2; edit"
                        + " vmtas.d/m.toml and remove it there; managed/vmtas.toml is written by programs: there it is"
                        + " removed through the API");
        assertThat(config().with("managed/vmtas.toml", "")
                        .with("vmtas.d/m.toml", M1 + M1)
                        .problems())
                .containsExactly("vmtas.d/m.toml:4:1: vMTA \"m1\" is there twice, first at vmtas.d/m.toml:2; rename or"
                        + " remove one");
    }

    @Test
    void theKeysOfOneTableMayStandInSeveralFilesButEachOnlyOnce() {
        var config = config().with("server.toml", "[server]\nhost-name = \"a.example\"\n")
                .with("managed/server.toml", "[server]\nmax-outbound-connections = 77\n");
        assertThat(config.policy().server().hostName()).isEqualTo("a.example");
        assertThat(config.policy().server().maxOutboundConnections()).isEqualTo(77);

        config.with("managed/server.toml", "[server]\nhost-name = \"b.example\"\nmax-outbound-connections = 0\n");
        assertThat(config.problems())
                .satisfiesExactly(
                        twice -> assertThat(twice)
                                .startsWith("managed/server.toml:2:1: host-name is set at server.toml:2 already; edit"
                                        + " server.toml and remove it there"),
                        range -> assertThat(range)
                                .startsWith("managed/server.toml:3:1: max-outbound-connections = 0 is out"));
    }

    @Test
    void filesThatNobodyReadsAreNamedInEveryLayer() {
        assertThat(config().with("vmta.d/a.toml", "")
                        .with("managed/tenant.toml", "")
                        .with("users.d/bob", "")
                        .problems())
                .containsExactly(
                        "managed/tenant.toml:1:1: warning: this file is not read; did you mean tenants.toml?",
                        "users.d/bob:1:1: warning: this file is not read; remove it, or name it as the manual says",
                        "vmta.d:1:1: warning: this file is not read; did you mean vmtas.d?");
    }

    @Test
    void aListStandsForItsDomainsInRoutesRetryRulesAndShapingRules() {
        Policy policy = config().with("lists.toml", "[lists]\nbig = [\"A.example\", \"*.b.example\"]\n")
                .with("routes.toml", "[[route]]\ndomain = \"@big\"\nport = 26\n")
                .with("retry.toml", "[[retry]]\ndomain = \"@big\"\n")
                .with("shaping.toml", "[[path]]\ndomain = \"@big\"\nmax-ready = 5\n")
                .policy();

        assertThat(policy.routes()).extracting(Route::pattern).containsExactly("a.example", "*.b.example");
        assertThat(policy.routes()).extracting(Route::port).containsExactly(26, 26);
        assertThat(policy.retries()).extracting(RetryRule::domain).containsExactly("a.example", "*.b.example", "*");
        var explained = new PathRules(policy.paths())
                .explain("x.b.example", java.util.List.of(), "default").stream()
                        .filter(limit -> limit.key().equals("max-ready"))
                        .findFirst()
                        .orElseThrow();
        assertThat(explained.value()).isEqualTo("5");
        assertThat(explained.origin()).isEqualTo(new Origin("shaping.toml", 3, 1));
    }

    @Test
    void whatIsWrongWithListsIsNamed() {
        assertThat(config().with(
                                "lists.toml",
                                "[lists]\nbig = [\"a.example\", \"b@c\", 3]\nidle = [\"c.example\"]\nbad = 3\n")
                        .with("routes.toml", "[[route]]\ndomain = \"@bgi\"\n")
                        .problems())
                .containsExactly(
                        "lists.toml:2:1: warning: list \"big\" is not used; write domain = \"@big\" in a rule or"
                                + " route, or remove it",
                        "lists.toml:2:21: big: \"b@c\" is not a pattern; write \"example.com\", \"*.example.com\" or"
                                + " \"*\"",
                        "lists.toml:2:28: big: 3 is not a pattern; write \"example.com\", \"*.example.com\" or \"*\"",
                        "lists.toml:3:1: warning: list \"idle\" is not used; write domain = \"@idle\" in a rule or"
                                + " route, or remove it",
                        "lists.toml:4:1: list \"bad\" is not a list of domains; write such as bad = [\"example.com\","
                                + " \"*.example.net\"]",
                        "routes.toml:2:1: there is no list \"bgi\"; did you mean \"@big\"?");
    }

    @Test
    void aLaterRuleForOneDomainOfAListLeavesTheRestOfTheListItsUse() {
        var config = config().with("lists.toml", "[lists]\nbig = [\"a.example\", \"b.example\"]\n")
                .with(
                        "shaping.toml",
                        "[[path]]\ndomain = \"@big\"\nmax-ready = 5\n[[path]]\ndomain = \"a.example\"\nmax-ready = 6\n");
        assertThat(config.problems()).isEmpty();

        config.with("shaping.d/90.toml", "[[path]]\ndomain = \"*\"\nmax-ready = 7\n");
        assertThat(config.problems()).hasSize(2).allMatch(problem -> problem.contains("this rule changes nothing"));
    }

    @Test
    void domainsAreInNormalFormForTheEngine() {
        Policy policy = config().with("routes.toml", "[[route]]\ndomain = \"B\u00fccher.Example.\"\nport = 26\n")
                .policy();

        assertThat(policy.routes()).extracting(Route::pattern).containsExactly("xn--bcher-kva.example");
    }
}

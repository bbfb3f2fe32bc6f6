package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two configurations are compared by what holds in them. */
@Timeout(60)
class PolicyDiffTest {
    @TempDir
    Path oldPath = Path.of("");

    @TempDir
    Path newPath = Path.of("");

    private ConfigDirectory old() {
        return new ConfigDirectory(oldPath);
    }

    private ConfigDirectory next() {
        return new ConfigDirectory(newPath);
    }

    private List<String> changes() {
        old();
        next();
        PolicyReader.Traced before = PolicyReader.trace(oldPath);
        PolicyReader.Traced after = PolicyReader.trace(newPath);
        assertThat(before.reading()).isInstanceOf(PolicyReading.Accepted.class);
        assertThat(after.reading()).isInstanceOf(PolicyReading.Accepted.class);
        return PolicyDiff.between(
                        ((PolicyReading.Accepted) before.reading()).policy(),
                        before.origins(),
                        ((PolicyReading.Accepted) after.reading()).policy(),
                        after.origins())
                .stream()
                .map(change -> change.kind() + " " + change.object() + " " + change.name() + " " + change.key() + " "
                        + shown(change.before()) + " -> " + shown(change.after()))
                .toList();
    }

    private static String shown(java.util.Optional<PathRules.Setting> setting) {
        return setting.map(one -> one.value() + " @" + one.origin()).orElse("nothing");
    }

    @Test
    void whereAnObjectStandsAndHowItIsWrittenIsNoDifference() {
        old().with("vmtas.toml", "[[vmta]]\nname = \"default\"\nip-family = \"IPV4_ONLY\"\n");
        next().with("vmtas.d/a.toml", "\n\n[[vmta]]\nenabled = true\nip-family = \"ipv4-only\"\nname = \"default\"\n");

        assertThat(changes()).isEmpty();
    }

    @Test
    void objectsComeAndGo() {
        old().with("tenants.toml", "[[tenant]]\nname = \"a\"\nsender-domains = [\"a.example\"]\n");
        next().with("tenants.toml", "[[tenant]]\nname = \"b\"\n");

        assertThat(changes())
                .containsExactly(
                        "REMOVED tenant a  name = a, sender-domains = [a.example] @tenants.toml:1 -> nothing",
                        "ADDED tenant b  nothing -> name = b @tenants.toml:1");
    }

    @Test
    void keysChangeFromOneValueToAnother() {
        old().with("server.toml", "[server]\nmax-outbound-connections = 7\n")
                .with(
                        "vmtas.toml",
                        "[[vmta]]\nname = \"default\"\n[[pool]]\nname = \"p\"\nmembers = [{ vmta = \"default\" }]\n");
        next().with(
                        "vmtas.toml",
                        "[[vmta]]\nname = \"default\"\n[[pool]]\nname = \"p\"\nmembers = [{ vmta = \"default\", weight = 5 }]\n");

        assertThat(changes())
                .containsExactly(
                        "CHANGED server  max-outbound-connections 7 @server.toml:2 -> 18000 @built-in default",
                        "CHANGED pool p members [{ vmta = default, weight = 100 }] @vmtas.toml:5 ->"
                                + " [{ vmta = default, weight = 5 }] @vmtas.toml:5");
    }

    @Test
    void secretsAreComparedButNotShown() {
        String route = "[[route]]\ndomain = \"a.example\"\ntls = \"verified\"\nuser-name = \"u\"\npassword = \"%s\"\n";
        old().with("routes.toml", route.formatted("hunter2"));
        next().with("routes.toml", route.formatted("swordfish"));
        assertThat(changes())
                .containsExactly("CHANGED route a.example password (secret) @routes.toml:5 -> (secret) @routes.toml:5");

        old().with("routes.toml", "");
        assertThat(changes())
                .singleElement()
                .asString()
                .contains("password = (secret)")
                .doesNotContain("swordfish");
    }

    @Test
    void shapingRulesAreToldApartByTheirConditionsAndTheirOrderCounts() {
        old().with(
                        "shaping.toml",
                        "[[path]]\nmx = \"a.example\"\nmax-ready = 1\n[[path]]\nvmta = \"default\"\nmax-ready = 2\n");
        next().with(
                        "shaping.toml",
                        "[[path]]\nvmta = \"default\"\nmax-ready = 2\n[[path]]\nmx = \"a.example\"\nmax-ready = 3\n");

        assertThat(changes())
                .containsExactly(
                        "CHANGED path mx=a.example max-ready 1 @shaping.toml:3 -> 3 @shaping.toml:6",
                        "CHANGED path vmta=default order place 2 @shaping.toml:4 -> place 1 @shaping.toml:1");
    }

    @Test
    void routingRulesAreComparedByTheirConditionsAndTheirOrder() {
        old().with("rules.toml", """
                [[rule]]
                sender = "a.example"
                set-priority = 1
                [[rule]]
                recipient = ["b.example", "c.example"]
                set-campaign = "x"
                """);
        next().with("rules.toml", """
                [[rule]]
                recipient = ["b.example", "c.example"]
                set-campaign = "x"
                [[rule]]
                sender = ["a.example"]
                set-priority = 2
                """);

        assertThat(changes())
                .containsExactly(
                        "CHANGED rule sender=a.example set-priority 1 @rules.toml:3 -> 2 @rules.toml:6",
                        "CHANGED rule recipient=[b.example, c.example] order place 2 @rules.toml:4 -> place 1"
                                + " @rules.toml:1");
    }

    @Test
    void aDomainThatJoinsAListIsARuleMore() {
        old().with("lists.toml", "[lists]\nbig = [\"a.example\"]\n")
                .with("retry.toml", "[[retry]]\ndomain = \"@big\"\n");
        next().with("lists.toml", "[lists]\nbig = [\"a.example\", \"b.example\"]\n")
                .with("retry.toml", "[[retry]]\ndomain = \"@big\"\n");

        assertThat(changes()).containsExactly("ADDED retry b.example  nothing -> domain = b.example @retry.toml:1");
    }

    @Test
    void whatNeedNotHaveMovedIsALongestRisingSubsequence() {
        assertThat(PolicyDiff.longestRising(new int[] {1, 2, 0, 3})).containsExactly(true, true, false, true);
        assertThat(PolicyDiff.longestRising(new int[] {2, 1, 0})).containsExactly(false, false, true);
        assertThat(PolicyDiff.longestRising(new int[] {})).isEmpty();
    }
}

package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routing rules that name what is not there, or that mail never gets to. */
@Timeout(60)
class RoutingCheckTest {
    @TempDir
    Path directory = Path.of("");

    private ConfigDirectory configured(String rules) {
        return new ConfigDirectory(directory)
                .with("tenants.toml", "[[tenant]]\nname = \"acme\"\n")
                .with("vmtas.toml", "[[vmta]]\nname = \"default\"\n[[vmta]]\nname = \"bulk\"\n")
                .with("routes.toml", """
                        [[route]]
                        name = "relay"
                        domain = "r.example"
                        action = "relay"
                        hosts = [{ host = "relay.example.com" }]
                        """)
                .with("rules.toml", rules);
    }

    private List<String> problems(String rules) {
        return configured(rules).problems();
    }

    @Test
    void namesThatLeadNowhereAreNamedWithWhatMayBeMeant() {
        assertThat(problems("""
                [[rule]]
                tenant = "acmee"
                listener = "smpt"
                user = ["", "bob"]
                set-pool = "bulkk"
                set-route = "rellay"
                [[rule]]
                recipient = "@bigg"
                """))
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one)
                                .startsWith("rules.toml:2:1: there is no tenant \"acmee\"; did you mean \"acme\"?"),
                        one -> assertThat(one)
                                .startsWith("rules.toml:3:1: there is no listener \"smpt\"; did you mean \"smtp\"?"),
                        one -> assertThat(one).startsWith("rules.toml:4:1: there is no user \"bob\"; add it to"),
                        one -> assertThat(one).startsWith("rules.toml:8:1: there is no list \"bigg\""),
                        one -> assertThat(one).startsWith("rules.toml:5:1: set-pool \"bulkk\" is neither a vMTA nor a"),
                        one -> assertThat(one)
                                .startsWith("rules.toml:6:1: there is no route with the name \"rellay\"; did you mean"
                                        + " \"relay\"?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sender = \"a b\" | sender: \"a b\" is neither a domain pattern nor an address",
                "sender = [] | sender is empty",
                "recipient = \"<>\" | nothing is sent to <>",
                "campaign = [] | campaign is empty",
                "sender = 7 | sender = 7 is not a text in quotes or a list of them",
                "header = [{ name = \"a b\" }] | is not the name of a header field",
                "set-priority = 10 | out of range",
                "override = true | warning: override changes nothing",
                "headers = \"x\" | did you mean header?",
            })
    void whatCannotBeMeantIsRefused(String line, String problem) {
        assertThat(problems("[[rule]]\n" + line + "\n"))
                .anySatisfy(one -> assertThat(one).startsWith("rules.toml:").contains(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sender = \"*\" | sender = \"a.example\"",
                "sender = \"*.example\" | sender = \"*.a.example\"",
                "sender = [\"a.example\", \"b.example\"] | sender = \"x@b.example\"",
                "sender = \"n*@a.example\" | sender = \"news@a.example\"",
                "campaign = \"s*\" | campaign = \"spring\"",
                "tenant = [\"acme\", \"default\"] | tenant = \"acme\"",
                "set-priority = 1 | sender = \"a.example\"",
                "header = [{ name = \"X-a\" }] | header = [{ name = \"x-A\", value = \"7\" }, { name = \"x-b\" }]",
            })
    void aRuleBehindOneThatTakesAllItsMailIsDead(String earlier, String later) {
        assertThat(problems("[[rule]]\n" + earlier + "\n[[rule]]\n" + later + "\nlistener = \"smtp\"\n"))
                .containsExactly("rules.toml:3:1: warning: this rule never matches: all of its mail is that of the rule"
                        + " at rules.toml:1; move it before that one, or remove it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sender = \"a.example\" | sender = \"*.a.example\"",
                "sender = \"a.example\" | recipient = \"a.example\"",
                "sender = \"news@a.example\" | sender = \"a.example\"",
                "sender = \"*\" | sender = \"<>\"",
                "tenant = \"acme\" | set-priority = 1",
                "campaign = \"spring\" | campaign = \"s*\"",
            })
    void aRuleThatSomeMailGetsToIsFine(String earlier, String later) {
        assertThat(problems("[[rule]]\n" + earlier + "\n[[rule]]\n" + later + "\n"))
                .isEmpty();
    }

    @Test
    void ofAListTheValuesThatAnEarlierRuleTakesAreNamed() {
        assertThat(problems("""
                [[rule]]
                recipient = ["a.example", "b.example"]
                [[rule]]
                recipient = ["b.example", "x@a.example", "c.example"]
                set-route = "relay"
                """))
                .containsExactly(
                        "rules.toml:4:1: warning: recipient: \"b.example\", \"x@a.example\" never matches here:"
                                + " such mail is that of the rule at rules.toml:1; remove it here, or move this rule before");
    }

    @Test
    void aUserWhoseTenantIsAnotherIsNeverMet() {
        assertThat(configured("[[rule]]\nuser = \"shop\"\ntenant = \"default\"\n")
                        .with("users.toml", "[[user]]\nname = \"shop\"\ntenant = \"acme\"\npassword = \"env:P\"\n")
                        .withEnvironment(Map.of("P", "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("rules.toml:3:1: warning: this rule never matches: mail of shop is that of tenant acme");
    }

    @Test
    void routesHaveANameOrADomainAndNamesAreUnique() {
        assertThat(configured("").with("routes.toml", """
                                [[route]]
                                port = 26
                                [[route]]
                                name = "x"
                                port = 26
                                [[route]]
                                name = "y"
                                domain = "a.example"
                                [[route]]
                                name = "y"
                                domain = "b.example"
                                """).problems())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).startsWith("routes.toml:1:1: [[route]] lacks domain"),
                        one -> assertThat(one)
                                .startsWith("routes.toml:10:1: route \"y\" is there twice, first at routes.toml:6"));
    }
}

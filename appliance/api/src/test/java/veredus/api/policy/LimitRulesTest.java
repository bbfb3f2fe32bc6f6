package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shared limits: what they are for, what they count, and what is wrong with them. */
@Timeout(60)
class LimitRulesTest {
    private static final LimitRules.Mail MAIL = new LimitRules.Mail(
            "acme", "spring-1", "a.example", "warm", "", "m1", "google.com(mx)", List.of("mx.google.com"));

    @TempDir
    Path directory;

    @BeforeEach
    void pools() throws IOException {
        write("vmtas.toml", """
                [[vmta]]
                name = "m1"
                [[vmta]]
                name = "m2"
                [[pool]]
                name = "warm"
                members = [{ vmta = "m1" }]
                [[pool]]
                name = "default"
                members = [{ vmta = "m2" }]
                """);
        write("tenants.toml", """
                [[tenant]]
                name = "acme"
                [[tenant]]
                name = "small"
                pools = ["default"]
                """);
        write("listeners.toml", "[[listener]]");
        write("lists.toml", "[lists]\nbig = [\"a.example\", \"*.b.example\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                      | true",
                "tenant = 'acme'                       | true",
                "tenant = ['small', 'acme']            | true",
                "tenant = 'small'                      | false",
                "pool = 'warm'                         | true",
                "pool = 'default'                      | false",
                "vmta = 'm1'                           | true",
                "vmta = 'm2'                           | false",
                "campaign = 'spring-*'                 | true",
                "campaign = ''                         | false",
                "route = ''                            | true",
                "domain = '@big'                       | true",
                "domain = '*.example'                  | true",
                "domain = '*.a.example'                | false",
                "mx = 'google.com'                     | true",
                "mx = 'oogle.com'                      | false",
            })
    void aLimitIsForTheMailForWhichAllItsConditionsHold(String condition, boolean matches) throws IOException {
        write("shaping.toml", "[[limit]]\nmax-connections = 1\n" + (condition == null ? "" : condition));

        assertThat(new LimitRules(accepted().limits()).matching(MAIL)).hasSize(matches ? 1 : 0);
    }

    @Test
    void allThatMatchHoldInTheirOrder() throws IOException {
        write("shaping.toml", """
                [[limit]]
                name = "all"
                message-rate = "1/s"
                [[limit]]
                tenant = "acme"
                message-rate = "2/s"
                [[path]]
                max-connections = 3
                [[limit]]
                domain = "elsewhere.example"
                message-rate = "3/s"
                [[limit]]
                each = ["site", "tenant"]
                max-connections = 4
                """);

        List<LimitRules.Match> matches = new LimitRules(accepted().limits()).matching(MAIL);

        assertThat(matches)
                .extracting(match -> match.rule().title())
                .containsExactly("all", "tenant=acme", "all each=[site, tenant]");
        assertThat(matches.getLast().values()).containsExactly("google.com(mx)", "acme");
        assertThat(matches.getLast().counted()).isEqualTo("site=google.com(mx) tenant=acme");
    }

    @Test
    void aRuleKeepsItsIdWhenItsValuesChange() throws IOException {
        write("shaping.toml", "[[limit]]\ntenant = 'acme'\nmessage-rate = '1/s'");
        String before =
                new LimitRules(accepted().limits()).matching(MAIL).getFirst().id();
        write("shaping.toml", "[[limit]]\nmax-connections = 9\ntenant = 'acme'");

        assertThat(new LimitRules(accepted().limits()).matching(MAIL).getFirst().id())
                .isEqualTo(before);
    }

    @Test
    void theDomainsOfAListAreCountedTogether() throws IOException {
        write("shaping.toml", "[[limit]]\ndomain = '@big'\nmax-connections = 1");

        assertThat(accepted().limits()).hasSize(1);
        assertThat(accepted().limits().getFirst().domain()).contains(Texts.of("a.example", "*.b.example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenant = 'acne'                    | there is no tenant \"acne\"; did you mean \"acme\"?",
                "pool = 'wram'                      | there is no pool or vMTA \"wram\"; did you mean \"warm\"?",
                "vmta = 'm3'                        | there is no vMTA \"m3\"; did you mean",
                "route = 'hub'                      | there is no route \"hub\"",
                "domain = 'a b'                     | domain \"a b\" is not a pattern",
                "domain = '@bgi'                    | there is no list \"bgi\"; did you mean \"@big\"?",
                "mx = '*'                           | mx \"*\" is not the end of a host name",
                "tenant = []                        | tenant is empty: the limit is for no mail",
                "name = 'a b'                       | limit name \"a b\" cannot be used",
                "each = ['site', 'site']            | each names a thing twice",
                "each = ['sites']                   | did you mean \"site\"?",
                "tenant = 'acme', each = ['tenant'] | each: there is only one tenant, \"acme\"",
                "pool = 'warm', vmta = 'm2'         | this limit never matches: m2 is no member of warm",
                "tenant = 'small', pool = 'warm'    | this limit never matches: small may not use warm",
            })
    void checkSaysWhatIsWrong(String keys, String problem) throws IOException {
        write(
                "shaping.toml",
                "[[limit]]\nmax-connections = 1\n"
                        + keys.replace(", each", "\neach")
                                .replace(", vmta", "\nvmta")
                                .replace(", pool", "\npool"));

        assertThat(PolicyReader.read(directory).problems())
                .anySatisfy(found ->
                        assertThat(found.toString()).startsWith("shaping.toml:").contains(problem));
    }

    @Test
    void checkWarnsOfLimitsThatDoNothing() throws IOException {
        write("shaping.toml", """
                [[limit]]
                tenant = "acme"
                [[limit]]
                message-rate = "unlimited"
                [[limit]]
                domain = "ended.example"
                max-connections = 5
                [[limit]]
                mx = "google.com"
                each = ["site", "tenant"]
                max-connections = 5
                [[limit]]
                mx = "google.com"
                each = ["tenant", "site"]
                max-connections = 6
                """);
        write("routes.toml", "[[route]]\ndomain = \"ended.example\"\naction = \"reject\"");

        assertThat(PolicyReader.read(directory).problems().stream()
                        .map(PolicyProblem::toString)
                        .filter(problem -> problem.startsWith("shaping")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("shaping.toml:1:1", "limits nothing"),
                        second -> assertThat(second).contains("shaping.toml:4:1", "limits nothing"),
                        third -> assertThat(third).contains("never matches", "ended.example ends at the route"),
                        fourth -> assertThat(fourth).contains("the limit at shaping.toml:11 counts the same mail"));
        assertThat(new LimitRules(accepted().limits()).matching(MAIL)).hasSize(2);
    }

    @Test
    void namesAreThereOnce() throws IOException {
        write("shaping.toml", "[[limit]]\nname = 'a'\nmax-connections = 1");
        write("shaping.d/1.toml", "[[limit]]\nname = 'a'\ntenant = 'acme'\nmax-connections = 1");

        assertThat(PolicyReader.read(directory).problems())
                .anySatisfy(found -> assertThat(found.toString())
                        .contains("shaping.d/1.toml:2:1", "limit \"a\" is there twice, first at shaping.toml:2"));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).toAbsolutePath().getParent());
        Files.writeString(directory.resolve(name), text);
    }

    private Policy accepted() {
        PolicyReading reading = PolicyReader.read(directory);
        assertThat(reading).as(reading.problems().toString()).isInstanceOf(PolicyReading.Accepted.class);
        return ((PolicyReading.Accepted) reading).policy();
    }
}

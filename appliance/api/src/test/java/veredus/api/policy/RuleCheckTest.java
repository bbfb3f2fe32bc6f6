package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules that do nothing are warned of, with both places. */
@Timeout(60)
class RuleCheckTest {
    @TempDir
    Path directory = Path.of("");

    private List<String> shaping(String text) {
        return new ConfigDirectory(directory).with("shaping.d/10.toml", text).problems();
    }

    @Test
    void aRuleThatALaterOneOverridesWhollyIsNamedWithBothPlaces() {
        assertThat(shaping("""
                [[path]]
                domain = "a.example"
                max-connections = 5
                [[path]]
                domain = "*"
                max-connections = 7
                max-ready = 10
                """))
                .containsExactly("shaping.d/10.toml:1:1: warning: this rule changes nothing: max-connections is set"
                        + " later for the same paths, at shaping.d/10.toml:4; remove it, or move it behind");
    }

    @Test
    void severalLaterRulesTogetherCanOverrideOne() {
        assertThat(shaping("""
                [[path]]
                mx = "mx.a.example"
                vmta = "default"
                max-connections = 5
                max-ready = 5
                [[path]]
                mx = "a.example"
                max-connections = 7
                [[path]]
                vmta = "default"
                max-ready = 10
                """)).singleElement().asString().contains("at shaping.d/10.toml:6 and shaping.d/10.toml:9");
    }

    @Test
    void aValueThatIsSetAgainInTheSameFileIsNamed() {
        assertThat(shaping("""
                [[path]]
                domain = "a.example"
                max-connections = 5
                max-ready = 5
                [[path]]
                domain = "A.example"
                max-ready = 10
                """))
                .singleElement()
                .asString()
                .startsWith("shaping.d/10.toml:4:1: warning: max-ready has no effect here: the rule at"
                        + " shaping.d/10.toml:5");
    }

    @Test
    void aLaterFileMayOverrideSomeOfTheValues() {
        List<String> problems = new ConfigDirectory(directory)
                .with("shaping.d/10.toml", "[[path]]\nmx = \"a.example\"\nmax-connections = 5\nmax-ready = 5\n")
                .with("shaping.d/90.toml", "[[path]]\nmx = \"a.example\"\nmax-connections = 7\n")
                .problems();

        assertThat(problems).isEmpty();
    }

    @Test
    void aNarrowerRuleBehindAWiderOneIsFine() {
        assertThat(shaping("""
                [[path]]
                max-connections = 5
                [[path]]
                domain = "*.example"
                max-connections = 6
                [[path]]
                domain = "a.example"
                max-connections = 7
                """)).isEmpty();
    }

    @Test
    void rulesForMailThatIsNeverSentAreNamed() {
        List<String> problems = new ConfigDirectory(directory)
                .with("routes.toml", "[[route]]\ndomain = \"*.test\"\naction = \"discard\"\n")
                .with("retry.toml", "[[retry]]\ndomain = \"a.test\"\n")
                .with("shaping.d/10.toml", "[[path]]\ndomain = \"b.test\"\nmax-ready = 5\n")
                .problems();

        assertThat(problems)
                .containsExactly(
                        "retry.toml:2:1: warning: this rule never matches: mail for a.test ends at the route"
                                + " routes.toml:1 (action = \"discard\"); remove it, or mend the other",
                        "shaping.d/10.toml:2:1: warning: this rule never matches: mail for b.test ends at the route"
                                + " routes.toml:1 (action = \"discard\"); remove it, or mend the other");
    }

    @Test
    void aRouteThatSaysWhatHappensAnywayIsNamedUnlessItIsAnException() {
        var config = new ConfigDirectory(directory).with("routes.toml", "[[route]]\ndomain = \"a.example\"\n");
        assertThat(config.problems()).singleElement().asString().contains("this route changes nothing");

        config.with(
                "routes.toml", "[[route]]\ndomain = \"a.example\"\n[[route]]\ndomain = \"*\"\naction = \"reject\"\n");
        assertThat(config.problems()).isEmpty();
    }

    @Test
    void aDefaultPoolThatSendsNothingIsNamed() {
        List<String> problems = new ConfigDirectory(directory)
                .with("vmtas.toml", "[[vmta]]\nname = \"default\"\nenabled = false\n")
                .problems();

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("server.toml:1:1: warning: default-pool: the vMTA \"default\" is disabled at vmtas.toml:3");
    }

    @Test
    void aPortOnAllAddressesOfOneFamilyLeavesTheOtherFamilyItsOwn() {
        assertThat(ListenerCheck.collide("0.0.0.0", "::1")).isFalse();
        assertThat(ListenerCheck.collide("0.0.0.0", "127.0.0.1")).isTrue();
        assertThat(ListenerCheck.collide("::", "127.0.0.1")).isTrue();
        assertThat(ListenerCheck.collide("::1", "0:0:0:0:0:0:0:1")).isTrue();
        assertThat(ListenerCheck.collide("127.0.0.1", "127.0.0.2")).isFalse();
    }
}

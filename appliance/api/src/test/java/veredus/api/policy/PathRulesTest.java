package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PathRulesTest {
    @TempDir
    Path directory = Path.of("");

    private PathRules rules(String toml) {
        return new PathRules(new ConfigDirectory(directory)
                .with("vmtas.toml", "[[vmta]]\nname = \"default\"\n[[vmta]]\nname = \"m1\"\n")
                .with("shaping.d/10.toml", toml)
                .usable()
                .paths());
    }

    @Test
    void withoutRulesTheDefaultsHold() {
        assertThat(new PathRules(List.of()).limits("a.example", List.of(), "m1"))
                .isEqualTo(PathLimits.DEFAULT);
    }

    @Test
    void aLaterRuleOverridesWhatItSetsAndNothingElse() {
        PathLimits limits = rules("""
                        [[path]]
                        domain = "a.example"
                        max-connections = 3
                        max-ready = 9
                        [[path]]
                        max-connections = 4
                        """).limits("a.example", List.of(), "m1");

        assertThat(limits.maxConnections()).isEqualTo(4);
        assertThat(limits.maxReady()).isEqualTo(9);
    }

    @Test
    void aRuleNeedsAllItsConditions() {
        PathRules rules = rules("[[path]]\ndomain = \"*.example\"\nmx = \"mx.test\"\nvmta = \"m1\"\nmax-ready = 9\n");

        assertThat(rules.limits("a.example", List.of("b.mx.test", "mx.test"), "m1")
                        .maxReady())
                .isEqualTo(9);
        assertThat(rules.limits("example", List.of("mx.test"), "m1")).isEqualTo(PathLimits.DEFAULT);
        assertThat(rules.limits("a.example", List.of("mx.test"), "m2")).isEqualTo(PathLimits.DEFAULT);
        assertThat(rules.limits("a.example", List.of("mx.test", "amx.test"), "m1"))
                .isEqualTo(PathLimits.DEFAULT);
        assertThat(rules.limits("a.example", List.of(), "m1")).isEqualTo(PathLimits.DEFAULT);
    }

    @Test
    void aRateCanBeTakenAway() {
        PathRules rules = rules(
                "[[path]]\nmessage-rate = \"5/s\"\n[[path]]\ndomain = \"a.example\"\nmessage-rate = \"unlimited\"\n");

        assertThat(rules.limits("b.example", List.of(), "m1").messageRate())
                .contains(new Rate(5, Duration.ofSeconds(1)));
        assertThat(rules.limits("a.example", List.of(), "m1").messageRate()).isEmpty();
    }

    @Test
    void anExplanationShowsWhereAValueComesFromAndWhatItOverrides() {
        PathRules.Explained connections = rules(
                        "[[path]]\nmax-connections = 3\n[[path]]\nvmta = \"m1\"\nmax-connections = 4\n")
                .explain("a.example", List.of(), "m1")
                .getFirst();

        assertThat(connections)
                .isEqualTo(new PathRules.Explained(
                        "max-connections",
                        "4",
                        new Origin("shaping.d/10.toml", 5, 1),
                        List.of(
                                new PathRules.Setting("3", new Origin("shaping.d/10.toml", 2, 1)),
                                new PathRules.Setting("20", Origin.BUILT_IN))));
    }

    @Test
    void everyLimitIsExplained() {
        assertThat(new PathRules(List.of()).explain("a.example", List.of(), "m1"))
                .extracting(PathRules.Explained::key)
                .containsExactlyElementsOf(Arrays.stream(PathLimits.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(RecordShape::key)
                        .toList());
    }

    @Test
    void fiveThousandRulesCostMicroseconds() {
        var toml = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            toml.append("[[path]]\n");
            switch (i % 3) {
                case 0 -> toml.append("domain = \"d").append(i).append(".example\"\n");
                case 1 -> toml.append("domain = \"*.d").append(i).append(".example\"\n");
                default -> toml.append("mx = \"mx").append(i).append(".example\"\n");
            }
            toml.append("max-connections = 7\n");
        }
        PathRules rules = rules(toml.toString());
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long start = cpuNanos();
            for (int i = 0; i < 5000; i++) {
                rules.limits("d" + i + ".example", List.of("in.mx" + i + ".example"), "m1");
            }
            best = Math.min(best, (cpuNanos() - start) / 5000);
        }
        System.out.println("limits of one path among 5,000 rules: " + best + " ns");
        assertThat(best).isLessThan(20_000);
    }

    /** Processor time of this thread: other programs on the machine do not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

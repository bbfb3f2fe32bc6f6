package veredus.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.mail.address.Domain;

/** One policy is in force at a time, and what is looked up in it belongs to it. */
class PolicyInForceTest {
    private static final Domain OWN = new Domain("own.example");
    private static final Domain OTHER = new Domain("other.example");

    @TempDir
    Path directory;

    @Test
    void aDomainThatAnExactRuleNamesIsASiteOfItsOwn() throws IOException {
        var policy = new PolicyInForce(read("[[path]]\ndomain = \"own.example\"\nmax-connections = 1\n"));

        assertThat(policy.isSiteOfItsOwn(OWN)).isTrue();
        assertThat(policy.isSiteOfItsOwn(OTHER)).isFalse();
    }

    @Test
    void aPatternTakesNoDomainOutOfItsSite() throws IOException {
        var policy = new PolicyInForce(read("[[path]]\ndomain = \"*.example\"\nmax-connections = 1\n"));

        assertThat(policy.isSiteOfItsOwn(OWN)).isFalse();
        assertThat(policy.limits(OWN, List.of(), "v1").maxConnections()).isEqualTo(1);
    }

    @Test
    void watchersSeeTheNewPolicy() throws IOException {
        var policy = new PolicyInForce(read("[[path]]\nmax-connections = 1\n"));
        var seen = new ArrayList<Integer>();
        policy.watch(() -> seen.add(policy.limits(OTHER, List.of(), "v1").maxConnections()));
        policy.replace(read("[[path]]\nmax-connections = 7\n"));

        assertThat(seen).containsExactly(7);
    }

    @Test
    void everyDomainHasARetryRule() throws IOException {
        var policy = new PolicyInForce(read(""));

        assertThat(policy.retry(OTHER).expireAfter()).isEqualTo(Duration.ofDays(5));
    }

    private Policy read(String shaping) throws IOException {
        Path file = directory.resolve("shaping.d/10-test.toml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, shaping);
        Files.writeString(directory.resolve("listeners.toml"), "[[listener]]\n");
        return switch (PolicyReader.read(directory)) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> throw new IllegalStateException("" + refused.problems());
        };
    }
}

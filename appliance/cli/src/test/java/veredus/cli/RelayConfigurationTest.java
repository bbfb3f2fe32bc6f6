package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.api.policy.Route;
import veredus.simulator.internet.TrialPolicy;

/** The configurations that commands write for themselves, read back by the policy's own reader. */
class RelayConfigurationTest {
    @TempDir
    private Path directory;

    @Test
    void aRelayHasOneListenerAndARouteForEachLine() throws Exception {
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2525);
        RelayConfiguration.write(directory, listen, List.of("# all", "a.example 127.0.0.2 2526", "", "* 127.0.0.3 25"));
        var policy = accepted(directory).policy();
        assertThat(policy.listeners())
                .singleElement()
                .satisfies(listener -> assertThat(listener.port()).isEqualTo(2525));
        assertThat(policy.routes()).extracting(Route::pattern).containsExactly("a.example", "*");
        assertThat(policy.routes().getFirst().hosts()).containsExactly(new Route.Target("127.0.0.2", 2526, 10));
    }

    @Test
    void aLineThatIsNoRouteIsNamed() {
        assertThatThrownBy(() -> RelayConfiguration.routes(List.of("a.example 127.0.0.2 25", "b.example")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void theConfigurationOfATrialHasNoProblems() throws Exception {
        var dns = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353);
        new TrialPolicy(2525, 8025, 2526, dns, List.of("shop", "bank"), 3).write(directory);
        assertThat(accepted(directory).problems()).isEmpty();
    }

    private static PolicyReading.Accepted accepted(Path directory) {
        PolicyReading reading = PolicyReader.read(directory);
        assertThat(reading.problems()).isEmpty();
        return (PolicyReading.Accepted) reading;
    }
}

package veredus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.world.Connection;
import veredus.world.Network;

/** Which name the engine gives itself. */
class OurNameTest {
    @TempDir
    private Path empty;

    /** A machine of which only the name is asked. */
    private record Machine(String hostName) implements Network {
        @Override
        public Connection connect(InetSocketAddress remote, Optional<InetAddress> source, Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listening listen(ListenSpec spec, Connection.Handler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<InetAddress> localAddresses() {
            return List.of();
        }
    }

    private String name(String machine, String configured) throws IOException {
        Files.writeString(empty.resolve("listeners.toml"), "[[listener]]\n");
        Policy defaults = ((PolicyReading.Accepted) PolicyReader.read(empty)).policy();
        return new OurName(new Machine(machine))
                .into(defaults.withHostName(configured))
                .server()
                .hostName();
    }

    @Test
    void whereNothingIsConfiguredItIsTheMachines() throws IOException {
        assertThat(name("mx7.example.com", "")).isEqualTo("mx7.example.com");
        assertThat(name("mx7", "")).isEqualTo("mx7");
    }

    @Test
    void whatIsConfiguredComesFirst() throws IOException {
        assertThat(name("mx7.example.com", "out.example.org")).isEqualTo("out.example.org");
        assertThat(name("mx7.example.com", "Out.Example.ORG")).isEqualTo("out.example.org");
    }

    @Test
    void aMachineWithoutAUsableNameIsLocalhost() throws IOException {
        assertThat(name("12345", "")).isEqualTo("localhost");
        assertThat(name("under the desk", "")).isEqualTo("localhost");
    }
}

package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A configuration directory that a test writes; it starts with one listener. */
final class ConfigDirectory {
    private final Path path;
    private Set<InetAddress> local = Set.of();
    private Map<String, String> environment = Map.of();

    ConfigDirectory(Path path) {
        this.path = path;
        with("listeners.toml", "[[listener]]");
    }

    ConfigDirectory with(String file, String text) {
        try {
            Path target = path.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    ConfigDirectory withEnvironment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    ConfigDirectory withLocalAddress(String address) {
        local = Set.of(IpLiteral.parse(address).orElseThrow());
        return this;
    }

    PolicyReading read() {
        return PolicyReader.read(path, local, environment::get);
    }

    /** The policy, when nothing at all is wrong with it. */
    Policy policy() {
        PolicyReading reading = read();
        assertThat(reading.problems()).isEmpty();
        assertThat(reading).isInstanceOf(PolicyReading.Accepted.class);
        return ((PolicyReading.Accepted) reading).policy();
    }

    /** The policy, warnings or not. */
    Policy usable() {
        PolicyReading reading = read();
        assertThat(reading).isInstanceOf(PolicyReading.Accepted.class);
        return ((PolicyReading.Accepted) reading).policy();
    }

    /** Everything reported, as an operator sees it. */
    List<String> problems() {
        return read().problems().stream().map(PolicyProblem::toString).toList();
    }
}

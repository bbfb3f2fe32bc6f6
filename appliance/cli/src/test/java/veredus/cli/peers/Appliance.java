package veredus.cli.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.engine.Engine;
import veredus.engine.spool.SpoolException;
import veredus.world.PasswordHash;
import veredus.world.ScramVerifier;
import veredus.world.World;
import veredus.world.real.RealWorld;

/** A whole engine in this process, on the real world, configured with files as an operator would. */
final class Appliance implements AutoCloseable {
    static final String USER = "app@client.example";
    static final String PASSWORD = "correct horse";

    private final Scratch scratch;
    private final Engine engine;

    private Appliance(Scratch scratch, Engine engine) {
        this.scratch = scratch;
        this.engine = engine;
    }

    /** The configuration to be. Files are those of {@code conf-templates}. */
    static final class Plan {
        private final StringBuilder listeners = new StringBuilder();
        private final StringBuilder routes = new StringBuilder();
        private final StringBuilder paths = new StringBuilder();

        /** Adds a listener; {@code settings} are lines of its table. */
        Plan listener(String name, int port, String settings) {
            listeners.append("""
                    [[listener]]
                    name = "%s"
                    port = %d
                    %s
                    """.formatted(name, port, settings));
            return this;
        }

        /** Sends the mail of a domain to a port of loopback; {@code settings} are lines of the rule for its paths. */
        Plan route(String domain, int port, String settings) {
            routes.append("""
                    [[route]]
                    domain = "%s"
                    action = "relay"
                    hosts = [{ host = "127.0.0.1", port = %d }]
                    allow-private = true
                    """.formatted(domain, port));
            paths.append("""
                    [[path]]
                    domain = "%s"
                    %s
                    """.formatted(domain, settings));
            return this;
        }

        /** Throws the mail of a domain away, as delivered. */
        Plan discard(String domain) {
            routes.append("""
                    [[route]]
                    domain = "%s"
                    action = "discard"
                    """.formatted(domain));
            return this;
        }

        Appliance start() throws IOException {
            Scratch scratch = Scratch.make("appliance");
            World world = RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));
            scratch.write("conf/server.toml", """
                    [server]
                    host-name = "veredus.example"
                    shutdown-limit = "5s"
                    """);
            scratch.write("conf/listeners.toml", listeners.toString());
            scratch.write("conf/routes.toml", routes.toString());
            scratch.write("conf/shaping.d/50-peers.toml", paths.toString());
            scratch.write("conf/admin.toml", """
                    [admin]
                    enabled = false
                    """);
            scratch.write("conf/accounting.toml", """
                    [accounting]
                    [[accounting.outputs]]
                    name = "acct"
                    format = "json"
                    """);
            scratch.write("conf/users.toml", """
                    [[user]]
                    name = "%s"
                    tenant = "default"
                    password = "%s"
                    scram = "%s"
                    """.formatted(
                            USER,
                            PasswordHash.make(PASSWORD.getBytes(StandardCharsets.UTF_8), world.chance()),
                            ScramVerifier.make(PASSWORD, world.chance())));
            try {
                return new Appliance(
                        scratch, Engine.start(world, read(scratch.path().resolve("conf")), scratch.path()));
            } catch (SpoolException unusable) {
                throw new IOException(unusable);
            }
        }

        private static Policy read(Path directory) {
            return switch (PolicyReader.read(directory)) {
                case PolicyReading.Accepted accepted -> accepted.policy();
                case PolicyReading.Refused refused ->
                    throw new IllegalArgumentException(refused.problems().toString());
            };
        }
    }

    /** All accounting records of {@code type} so far. */
    List<JsonNode> records(String type) throws IOException {
        var records = new ArrayList<JsonNode>();
        try (Stream<Path> files = Files.list(scratch.path().resolve("accounting"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("acct-"))
                    .sorted()
                    .toList()) {
                String text = Files.readString(file);
                // The last line may not be whole yet.
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(JsonMapper.shared()::readTree)
                        .filter(record -> record.path("type").asString().equals(type))
                        .forEach(records::add);
            }
        }
        return records;
    }

    /** Waits for the record of {@code type} about {@code recipient}. */
    JsonNode record(String type, String recipient) throws IOException, InterruptedException {
        Patience.until(
                "a record " + type + " of " + recipient,
                () -> find(type, recipient).isPresent());
        return find(type, recipient).orElseThrow();
    }

    private Optional<JsonNode> find(String type, String recipient) throws IOException {
        return records(type).stream()
                .filter(record -> record.path("rcpt").asString().equals(recipient))
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        engine.close();
        scratch.close();
    }
}

package veredus.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of a plain relay: one listener for clients of this machine, a static route for each domain,
 * everything else at its default.
 */
final class RelayConfiguration {
    private RelayConfiguration() {}

    /**
     * Writes it into {@code directory}.
     *
     * @param routes lines {@code DOMAIN ADDRESS PORT}; empty lines and lines with {@code #} are skipped
     * @throws CommandFailure when a line of the routes is none
     */
    static void write(Path directory, InetSocketAddress listen, List<String> routes) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("server.toml"), """
                [server]
                host-name = "relay.localdomain"
                """);
        Files.writeString(directory.resolve("listeners.toml"), """
                [[listener]]
                name = "relay"
                address = "%s"
                port = %d
                tls = "none"
                relay-networks = ["127.0.0.0/8", "::1"]
                max-connections-per-client = 5000
                """.formatted(
                        listen.getAddress().getHostAddress(), listen.getPort()));
        Files.writeString(directory.resolve("routes.toml"), routes(routes));
    }

    static String routes(List<String> lines) {
        var tables = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(line.split("\\s+", -1));
            if (words.size() != 3
                    || !words.get(0).matches("[A-Za-z0-9.*-]+")
                    || !words.get(1).matches("[0-9a-fA-F.:]+")
                    || !words.get(2).matches("[0-9]{1,5}")) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "line " + (i + 1) + " of the routes is not DOMAIN ADDRESS PORT: " + line);
            }
            tables.append("""
                    [[route]]
                    domain = "%s"
                    action = "relay"
                    hosts = [{ host = "%s", port = %s }]
                    allow-private = true

                    """.formatted(words.get(0), words.get(1), words.get(2)));
        }
        return tables.toString();
    }
}

package veredus.benchmark.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of an engine under load: one listener on loopback, all mail where the simulated DNS says. A proof
 * adds lines of its own. Used by one thread.
 */
final class LoadPolicy {
    private final Map<String, StringBuilder> files = new LinkedHashMap<>();

    /**
     * Everything at its default, besides what keeps mail on this machine.
     *
     * @param peerPort where all receiving hosts listen
     */
    LoadPolicy(int listenPort, int adminPort, int peerPort, InetSocketAddress dns) {
        with("server.toml", "[server]");
        with("server.toml", "host-name = \"out.sender.example\"");
        with("listeners.toml", "[[listener]]");
        with("listeners.toml", "name = \"load\"");
        with("listeners.toml", "port = " + listenPort);
        with("listeners.toml", "tls = \"none\"");
        with("listeners.toml", "relay-networks = [\"127.0.0.0/8\"]");
        with("admin.toml", "[admin]");
        with("admin.toml", "port = " + adminPort);
        with("dns.toml", "[dns]");
        with("dns.toml", "servers = [\"" + dns.getAddress().getHostAddress() + ":" + dns.getPort() + "\"]");
        with("routes.toml", "[[route]]");
        with("routes.toml", "domain = \"*\"");
        with("routes.toml", "action = \"mx\"");
        with("routes.toml", "allow-private = true");
        with("routes.toml", "port = " + peerPort);
        with("dsn.toml", "[dsn]");
        with("dsn.toml", "enabled = false");
    }

    /** Adds a line at the end of a file. */
    LoadPolicy with(String file, String line) {
        files.computeIfAbsent(file, absent -> new StringBuilder()).append(line).append('\n');
        return this;
    }

    /** The texts of the files, by name. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        files.forEach((name, text) -> texts.put(name, text.toString()));
        return texts;
    }

    void write(Path directory) throws IOException {
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Path parent = target.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(target, file.getValue().toString());
        }
    }
}

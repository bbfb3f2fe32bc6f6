package veredus.simulator.internet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A configuration directory for a trial: a listener on loopback that relays, tenants, vMTAs on source addresses of
 * their own, retries within seconds, and routes that lead to a {@link SimulatedInternet} and nowhere else.
 *
 * @param smtpPort where the engine listens, on 127.0.0.1
 * @param adminPort of its admin API, on 127.0.0.1
 * @param peerPort where all providers listen
 * @param dns who is asked for names
 * @param vmtas how many sending identities there are, 1 to 100; named {@code vmta-1} and so on
 */
public record TrialPolicy(
        int smtpPort, int adminPort, int peerPort, InetSocketAddress dns, List<String> tenants, int vmtas) {
    public TrialPolicy {
        tenants = List.copyOf(tenants);
        if (vmtas < 1 || vmtas > 100) {
            throw new IllegalArgumentException("a trial has 1 to 100 vMTAs, not " + vmtas);
        }
    }

    /** Writes the files into {@code directory}, which is made where it does not exist. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> file : files().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    /** The files by name. */
    Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("server.toml", """
                [server]
                host-name = "out.sender.example"
                default-pool = "all"
                """);
        files.put("listeners.toml", """
                [[listener]]
                name = "trial"
                address = "127.0.0.1"
                port = %d
                tls = "none"
                relay-networks = ["127.0.0.0/8"]
                """.formatted(smtpPort));
        files.put("admin.toml", """
                [admin]
                address = "127.0.0.1"
                port = %d
                """.formatted(adminPort));
        files.put("dns.toml", """
                # The name server of the simulated internet.
                [dns]
                servers = ["%s:%d"]
                timeout = "1s"
                """.formatted(dns.getAddress().getHostAddress(), dns.getPort()));
        files.put("routes.toml", """
                # All mail goes where MX says; the simulated mail hosts live on loopback, on one port.
                [[route]]
                domain = "*"
                action = "mx"
                port = %d
                allow-private = true
                """.formatted(peerPort));
        files.put("retry.toml", """
                # Real intervals are minutes and hours; a trial is over in less than one of them.
                [[retry]]
                domain = "*"
                intervals = ["2s", "2s", "3s", "5s"]
                expire-after = "1h"
                delay-notice-after = "0s"
                """);
        files.put("dsn.toml", """
                # The senders of the trial have no mailboxes, so nobody would read a notice.
                [dsn]
                enabled = false
                """);
        files.put("accounting.toml", """
                [accounting]
                [[accounting.outputs]]
                name = "acct"
                format = "json"
                """);
        files.put(
                "tenants.toml",
                tenants.stream()
                        .map(tenant -> "[[tenant]]\nname = \"" + tenant + "\"\n")
                        .collect(Collectors.joining("\n")));
        files.put("vmtas.toml", vmtaTables());
        return files;
    }

    private String vmtaTables() {
        List<String> names =
                IntStream.rangeClosed(1, vmtas).mapToObj(i -> "vmta-" + i).toList();
        var tables = new ArrayList<String>();
        for (int i = 1; i <= names.size(); i++) {
            tables.add("""
                    [[vmta]]
                    name = "%s"
                    addresses = ["127.0.0.%d"]
                    """.formatted(names.get(i - 1), 100 + i));
        }
        String members =
                names.stream().map(name -> "{ vmta = \"" + name + "\" }").collect(Collectors.joining(", "));
        tables.add("[[pool]]\nname = \"all\"\nmembers = [" + members + "]\n");
        return String.join("\n", tables);
    }
}

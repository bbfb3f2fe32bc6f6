package veredus.benchmark.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import veredus.simulator.peer.PeerEffect;
import veredus.simulator.peer.Provider;
import veredus.world.World;
import veredus.world.real.RealWorld;

/**
 * The world in which the engine is killed: receiving sites on loopback, and a configuration that leads to them and
 * nowhere else, with segments so small that the log turns over all the time.
 */
final class Site {
    /** Domains of the recipients; senders have one of their own, where notices go. */
    static final List<String> DOMAINS = List.of("alpha.example", "beta.example", "gamma.example", "delta.example");

    static final String SENDERS = "sender.example";

    /** Mailboxes that do not exist, in percent. */
    private static final int UNKNOWN = 10;

    /** Recipients put off, in percent of the attempts. */
    private static final int DEFERRED = 10;

    private static final int NOBODY = 1;

    private Site() {}

    /** The receiving sites; some refuse and put off, and some break the connection where it hurts. */
    static List<Provider> providers() {
        var refuse = new PeerEffect.RejectUnknown(UNKNOWN);
        var defer = new PeerEffect.Defer(DEFERRED, "451 4.7.1 Please try again later");
        return List.of(
                provider(0, List.of(refuse, defer)),
                provider(1, List.of(defer)),
                provider(2, List.of(refuse, defer, new PeerEffect.DropFinalReply(1))),
                provider(3, List.of(refuse, defer, new PeerEffect.ResetAfterData(1))),
                new Provider("senders", List.of(SENDERS), host("mx." + SENDERS, 9), List.of(), false));
    }

    /** The real world; nobody answers for the DNS, since routes name addresses. */
    static World world() {
        return RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), NOBODY)));
    }

    private static Provider provider(int number, List<PeerEffect> effects) {
        String domain = DOMAINS.get(number);
        return new Provider(domain, List.of(domain), host("mx." + domain, number), effects, false);
    }

    private static List<Provider.MailHost> host(String name, int number) {
        return List.of(new Provider.MailHost(name, 10, address(number)));
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 7, (byte) (number + 1)});
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Writes the configuration.
     *
     * @param port where the engine listens
     * @param sites where the receiving sites do
     * @param durability of the listener, as in {@code listeners.toml}
     */
    static void configure(Path directory, int port, int sites, String durability) throws IOException {
        Files.createDirectories(directory);
        write(directory, "server.toml", """
                [server]
                host-name = "out.sender.example"
                default-pool = "all"
                body-memory = "8MiB"
                shutdown-limit = "10s"
                """);
        write(directory, "listeners.toml", """
                [[listener]]
                address = "127.0.0.1"
                port = %d
                tls = "none"
                relay-networks = ["127.0.0.0/8"]
                durability = "%s"
                """.formatted(port, durability));
        spoolAndRetries(directory);
        accounting(directory);
        sources(directory);
        routes(directory, sites);
    }

    private static void spoolAndRetries(Path directory) throws IOException {
        write(directory, "spool.toml", """
                [spool]
                segment-size = "2MiB"
                spare-segments = 3
                inline-body = "64KiB"
                soft-free = "64MiB"
                hard-free = "16MiB"
                """);
        write(directory, "retry.toml", """
                [[retry]]
                domain = "*"
                intervals = ["1s"]
                expire-after = "6h"
                delay-notice-after = "0s"
                """);
    }

    private static void accounting(Path directory) throws IOException {
        write(directory, "accounting.toml", """
                [accounting]
                mail-log = false
                [[accounting.outputs]]
                name = "acct"
                format = "json"
                rotate-at = "4MiB"
                """);
    }

    private static void sources(Path directory) throws IOException {
        write(directory, "vmtas.toml", """
                [[vmta]]
                name = "one"
                addresses = ["127.0.8.1"]
                [[vmta]]
                name = "two"
                addresses = ["127.0.8.2"]
                [[vmta]]
                name = "three"
                addresses = ["127.0.8.3"]
                [[pool]]
                name = "all"
                members = [{ vmta = "one" }, { vmta = "two" }, { vmta = "three" }]
                """);
    }

    private static void routes(Path directory, int sites) throws IOException {
        var routes = new StringBuilder();
        for (Provider provider : providers()) {
            routes.append(String.format(
                    Locale.ROOT,
                    "[[route]]%ndomain = \"%s\"%naction = \"relay\"%nallow-private = true%n"
                            + "hosts = [{ host = \"%s\", port = %d }]%n",
                    provider.domains().getFirst(),
                    provider.hosts().getFirst().address().getHostAddress(),
                    sites));
        }
        Files.writeString(directory.resolve("routes.toml"), routes);
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}

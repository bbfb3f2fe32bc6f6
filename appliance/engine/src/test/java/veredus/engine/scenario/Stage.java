package veredus.engine.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.engine.Engine;
import veredus.engine.spool.SpoolException;
import veredus.simulator.dns.DnsFault;
import veredus.simulator.dns.DnsServer;
import veredus.simulator.dns.ZoneData;
import veredus.world.Disk;
import veredus.world.Time;
import veredus.world.World;
import veredus.world.real.RealTime;
import veredus.world.real.RealWorld;

/** A place for an engine to play on: its configuration and data in a directory, a DNS server, and a client. */
final class Stage implements AutoCloseable {
    private static final long TTL = 300;

    private final Path directory;
    private final ZoneData zone = new ZoneData();
    private final DnsServer dns;
    private final int port = freePort();

    Stage(Path directory) throws IOException {
        this.directory = directory;
        dns = DnsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), zone, new RealTime());
        Files.createDirectories(conf());
        write("server.toml", "[server]\nhost-name = \"out.example.org\"\nshutdown-limit = \"10s\"\n");
        write(
                "spool.toml",
                "[spool]\nsegment-size = \"1MiB\"\nspare-segments = 1\nsoft-free = \"2\"\nhard-free = \"1\"\n");
        write(
                "retry.toml",
                "[[retry]]\nintervals = [\"30s\"]\njitter = 0.0\nexpire-after = \"1h\"\ndelay-notice-after = \"0s\"\n");
        write("accounting.toml", "[accounting]\n[[accounting.outputs]]\nname = \"acct\"\nformat = \"json\"\n");
        listener("");
    }

    /** Writes the listener's file, with more lines. */
    void listener(String more) throws IOException {
        write(
                "listeners.toml",
                "[[listener]]\naddress = \"127.0.0.1\"\nport = " + port
                        + "\ntls = \"none\"\nrelay-networks = [\"127.0.0.0/8\"]\n" + more);
    }

    /** All mail goes by MX, to this port. */
    void mailPort(int peers) throws IOException {
        write(
                "routes.toml",
                "[[route]]\ndomain = \"*\"\naction = \"mx\"\nport = " + peers + "\nallow-private = true\n");
    }

    void write(String file, String text) throws IOException {
        Path to = conf().resolve(file);
        Files.createDirectories(to.getParent());
        Files.writeString(to, text);
    }

    private Path conf() {
        return directory.resolve("conf");
    }

    Path accounting() {
        return directory.resolve("data/accounting");
    }

    ZoneData zone() {
        return zone;
    }

    /** Adds what a line of a scenario's zone says. */
    void zone(String line) throws IOException {
        String[] words = line.strip().split("\\s+", -1);
        switch (words[1]) {
            case "MX" ->
                zone.add(new MXRecord(name(words[0]), DClass.IN, TTL, Integer.parseInt(words[2]), name(words[3])));
            case "A" -> zone.add(new ARecord(name(words[0]), DClass.IN, TTL, InetAddress.getByName(words[2])));
            case "FAIL" -> zone.fail(name(words[0]), new DnsFault.ServFail());
            default -> throw new IOException("not a line of a zone: " + line);
        }
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text.toLowerCase(Locale.ROOT), Name.root);
    }

    Policy policy() {
        return switch (PolicyReader.read(conf())) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> throw new IllegalStateException("" + refused.problems());
        };
    }

    World world() {
        return RealWorld.open(List.of(dns.address()));
    }

    World world(Time time) {
        World real = world();
        return new World(time, real.chance(), real.threads(), real.network(), real.dns(), real.disk());
    }

    World world(Disk disk) {
        World real = world();
        return new World(real.time(), real.chance(), real.threads(), real.network(), real.dns(), disk);
    }

    Engine start(World world) throws IOException, SpoolException {
        return Engine.start(world, policy(), directory.resolve("data"));
    }

    /** As an operator starts it, with its admin API at the port of {@code admin.toml}. */
    Engine startConfigured() throws IOException, SpoolException {
        return Engine.start(world(), policy(), directory.resolve("data"), conf());
    }

    InetSocketAddress smtp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Says the lines to the engine and answers what was not replied as they expect. */
    void say(List<String> lines) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            String reply = reply(in);
            out.write("EHLO client.example\r\n".getBytes(StandardCharsets.ISO_8859_1));
            reply(in);
            boolean inData = false;
            for (String line : lines) {
                if (line.startsWith("S ")) {
                    require(reply.startsWith(line.substring(2)), line + ", but " + reply);
                    continue;
                }
                out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                inData = inData && !line.equals(".");
                if (!inData) {
                    reply = reply(in);
                    inData = reply.startsWith("354");
                }
            }
            require(reply.charAt(0) == '2' || lines.getLast().startsWith("S "), "in the end " + reply);
        }
    }

    private static String reply(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "closed" : line;
    }

    private static void require(boolean fine, String complaint) throws IOException {
        if (!fine) {
            throw new IOException("expected " + complaint);
        }
    }

    /** Waits until {@code enough} says so of what has been accounted for. */
    List<Map<String, String>> await(Predicate<List<Map<String, String>>> enough)
            throws IOException, InterruptedException {
        var look = new RealTime();
        List<Map<String, String>> records = Accounting.read(accounting());
        while (!enough.test(records)) {
            look.sleep(Duration.ofMillis(20));
            records = Accounting.read(accounting());
        }
        return records;
    }

    /** Waits until so many records of a type have been written. */
    List<Map<String, String>> await(String type, int count) throws IOException, InterruptedException {
        await(records ->
                records.stream().filter(one -> type.equals(one.get("type"))).count() >= count);
        return Accounting.read(accounting(), type);
    }

    /** Waits until so many deliveries are queued: what has been accounted for leaves its queue a moment later. */
    static void awaitQueued(Engine engine, long deliveries) throws InterruptedException {
        var look = new RealTime();
        while (engine.queues().queued() != deliveries) {
            look.sleep(Duration.ofMillis(20));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        dns.close();
    }
}

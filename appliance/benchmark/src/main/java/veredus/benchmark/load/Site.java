package veredus.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import veredus.api.client.EngineClient;
import veredus.simulator.dns.DnsServer;
import veredus.simulator.dns.ZoneData;
import veredus.world.real.RealTime;

/**
 * Where a proof takes place: receiving sites in processes of their own, a DNS server in this one, an engine in another.
 * All on loopback. Closing it ends what it started. Used by one thread.
 */
final class Site implements AutoCloseable {
    private static final long TTL_SECONDS = 3_600;

    private final Path directory;
    private final ZoneData zone = new ZoneData();
    private final DnsServer dns;
    private final List<Child> peers = new ArrayList<>();
    private final List<Child> engines = new ArrayList<>();
    private final int listenPort;
    private final int adminPort;
    private int peerPort;

    /** Starts one process for each list of groups, and the DNS that knows all of them. */
    Site(Path directory, List<List<PeerGroup>> groups, List<String> peerOptions) throws IOException {
        this.directory = directory;
        this.listenPort = freePort();
        this.adminPort = freePort();
        for (List<PeerGroup> together : groups) {
            for (PeerGroup group : together) {
                announce(group);
            }
        }
        this.dns = DnsServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), zone, new RealTime());
        for (List<PeerGroup> together : groups) {
            var arguments = new ArrayList<String>();
            arguments.add(Integer.toString(peerPort));
            together.forEach(group -> arguments.add(group.toString()));
            var peer = new Child(directory, PeerChild.class, peerOptions, arguments);
            peers.add(peer);
            peerPort = peer.greeting().getOrDefault("port", 0L).intValue();
        }
    }

    private void announce(PeerGroup group) throws IOException {
        for (int i = 0; i < group.domains(); i++) {
            Name exchanger = Name.fromString(group.exchanger(i), Name.root);
            zone.add(new ARecord(exchanger, DClass.IN, TTL_SECONDS, group.address(i)));
            zone.add(new MXRecord(Name.fromString(group.domain(i), Name.root), DClass.IN, TTL_SECONDS, 10, exchanger));
        }
    }

    /** The configuration that leads there; the proof may add to it. */
    LoadPolicy policy() {
        return new LoadPolicy(listenPort, adminPort, peerPort, dns.address());
    }

    /** The configuration that leads to sites which the proof has started itself, on {@code port}. */
    LoadPolicy policy(List<PeerGroup> own, int port) throws IOException {
        for (PeerGroup group : own) {
            announce(group);
        }
        return new LoadPolicy(listenPort, adminPort, port, dns.address());
    }

    /** Where its engines take mail, one after the other. */
    InetSocketAddress smtp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listenPort);
    }

    /** How to speak to the engine whose data lie in {@code name}. */
    EngineClient admin(String name) throws IOException {
        String token =
                Files.readString(directory.resolve(name).resolve("admin-token")).strip();
        return new EngineClient(adminUrl(), token);
    }

    /** Where its engines are asked, one after the other. */
    URI adminUrl() {
        return URI.create("http://127.0.0.1:" + adminPort);
    }

    /**
     * Starts an engine with the heap, collector and archive of classes that the launcher gives it, whose data lie in
     * {@code name}.
     */
    Child engine(String name, LoadPolicy policy, String heap) throws IOException {
        Path configuration = directory.resolve(name + "-conf");
        policy.write(configuration);
        var engine = new Child(
                directory,
                EngineChild.class,
                List.of(
                        "-Xmx" + heap,
                        "-XX:MaxDirectMemorySize=2g",
                        "-XX:+UseG1GC",
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + directory.resolve("engine.jsa"),
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "-XX:-UseDynamicNumberOfCompilerThreads"),
                List.of(configuration.toString(), directory.resolve(name).toString()));
        engines.add(engine);
        return engine;
    }

    /** The counters of all receiving sites. */
    Map<String, Long> peers() throws IOException {
        var sum = new LinkedHashMap<String, Long>();
        for (Child peer : peers) {
            peer.ask("stats").forEach((key, value) -> sum.merge(key, value, Long::sum));
        }
        return sum;
    }

    /** One of {@link #peers}; 0 when there is none of that name. */
    long peers(String key) throws IOException {
        return peers().getOrDefault(key, 0L);
    }

    @Override
    public void close() {
        engines.stream().filter(Child::isAlive).forEach(Child::close);
        peers.forEach(Child::close);
        dns.close();
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

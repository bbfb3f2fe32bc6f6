package veredus.engine.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import veredus.api.policy.AccountingPolicy;
import veredus.api.policy.AdminPolicy;
import veredus.api.policy.Cidr;
import veredus.api.policy.DnsPolicy;
import veredus.api.policy.DsnPolicy;
import veredus.api.policy.HeaderPolicy;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Origin;
import veredus.api.policy.Policy;
import veredus.api.policy.RoutingRule;
import veredus.api.policy.SecretsPolicy;
import veredus.api.policy.ServerPolicy;
import veredus.api.policy.SpoolPolicy;
import veredus.api.policy.Tenant;
import veredus.api.policy.User;
import veredus.api.policy.VirtualMtaPool;
import veredus.api.policy.WebPolicy;
import veredus.engine.envelope.ArrivalMemory;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Message;
import veredus.engine.reception.Client;
import veredus.engine.reception.Hook;
import veredus.engine.reception.Hooks;
import veredus.engine.reception.Intake;
import veredus.engine.reception.Reception;
import veredus.engine.reception.Roster;
import veredus.engine.reception.Rosters;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.world.World;

/** A listener on loopback with a spool, and everything it takes in. Clients on 127.0.0.1 may relay unless said. */
final class ListenerFixture implements AutoCloseable {
    final ListenerCounters counters = new ListenerCounters();
    final List<Message> accepted = new CopyOnWriteArrayList<>();
    final ArrivalMemory arrivals;
    private final Spool spool;
    private final Listener listener;
    private final Path directory;
    private final Policy policy;
    private final SessionRooms rooms;

    /** What a test wants to be different. */
    static final class Plan {
        private final Map<String, Object> listener = new HashMap<>();
        private final Map<String, Object> server = new HashMap<>(Map.of("hostName", "mx.test"));
        private final Map<String, Object> headers = new HashMap<>();
        private final Map<String, Object> spool = new HashMap<>();
        private final List<Tenant> tenants = new ArrayList<>();
        private final List<User> users = new ArrayList<>();
        private final List<VirtualMtaPool> pools = new ArrayList<>();
        private final List<RoutingRule> rules = new ArrayList<>();
        private final List<Hook> hooks = new ArrayList<>();
        private Optional<Supplier<SSLEngine>> tls = Optional.empty();
        private Optional<Intake> intake = Optional.empty();
        private long bodyMemory = 512L << 20;

        private Plan() {
            listener.put("port", 0);
            listener.put("relayNetworks", List.of(network("127.0.0.0", 8)));
        }

        Plan listener(String key, Object value) {
            listener.put(key, value);
            return this;
        }

        Plan server(String key, Object value) {
            server.put(key, value);
            return this;
        }

        Plan headers(String key, Object value) {
            headers.put(key, value);
            return this;
        }

        Plan spool(String key, Object value) {
            spool.put(key, value);
            return this;
        }

        Plan tenant(String name, Optional<String> pool, List<String> pools, List<String> senderDomains) {
            tenants.add(new Tenant(name, pool, pools, senderDomains, Optional.empty(), Origin.BUILT_IN));
            return this;
        }

        Plan user(User user) {
            users.add(user);
            return this;
        }

        Plan pool(String name) {
            pools.add(new VirtualMtaPool(name, List.of(), Origin.BUILT_IN));
            return this;
        }

        /** A rule, by the names of its components. */
        Plan rule(Map<String, Object> parts) {
            rules.add(Defaults.of(RoutingRule.class, parts));
            return this;
        }

        Plan hook(Hook hook) {
            hooks.add(hook);
            return this;
        }

        Plan intake(Intake to) {
            intake = Optional.of(to);
            return this;
        }

        Plan tls(Supplier<SSLEngine> engines) {
            tls = Optional.of(engines);
            return this;
        }

        Plan bodyMemory(long bytes) {
            bodyMemory = bytes;
            return this;
        }

        /** Nobody may relay without authentication. */
        Plan strangers() {
            return listener("relayNetworks", List.of());
        }

        ListenerFixture open() throws IOException, SpoolException {
            return new ListenerFixture(this);
        }
    }

    static Plan plan() {
        return new Plan();
    }

    static Cidr network(String address, int prefix) {
        return new Cidr(IpText.parse(address).orElseThrow(), prefix);
    }

    private ListenerFixture(Plan plan) throws IOException, SpoolException {
        World world = TestWorld.get();
        ListenerPolicy port = Defaults.of(ListenerPolicy.class, plan.listener);
        policy = new Policy(
                Defaults.of(ServerPolicy.class, plan.server),
                List.of(port),
                plan.tenants,
                plan.users,
                Defaults.of(HeaderPolicy.class, plan.headers),
                Defaults.of(SpoolPolicy.class, plan.spool),
                List.of(),
                plan.pools,
                List.of(),
                plan.rules,
                List.of(),
                List.of(),
                List.of(),
                Defaults.of(DsnPolicy.class, Map.of()),
                Defaults.of(DnsPolicy.class, Map.of()),
                Defaults.of(AccountingPolicy.class, Map.of()),
                Defaults.of(AdminPolicy.class, Map.of()),
                List.of(),
                Defaults.of(SecretsPolicy.class, Map.of()),
                Defaults.of(WebPolicy.class, Map.of()));
        directory = Files.createTempDirectory("listener");
        arrivals = new ArrivalMemory(policy.server().receptionMemory().bytes());
        spool = Spool.open(world, policy.spool(), directory, new BodyMemory(plan.bodyMemory));
        var reception = new Reception(
                spool,
                world.time(),
                new Hooks(plan.hooks),
                plan.intake.orElse(accepted::add),
                new Domain(policy.server().hostName()),
                arrivals);
        var house = new Listener.Rooms(
                world,
                new Rosters(() -> policy, counters.ruleMatches()),
                reception,
                new Authentication(world.time(), world.chance()),
                new ConnectionPermits(),
                new ReadBuffers(),
                counters);
        rooms = new SessionRooms(
                world.time(),
                world.chance(),
                reception,
                house.authentication(),
                counters,
                house.buffers(),
                plan.tls,
                () -> false);
        listener = Listener.open(port, plan.tls, house);
    }

    /** The same, by a clock that only the test moves. */
    String converse(ScriptedConnection connection, LongSupplier nanos) throws InterruptedException {
        return converse(
                connection,
                new SessionRooms(
                        TestWorld.at(nanos),
                        rooms.chance(),
                        rooms.reception(),
                        rooms.authentication(),
                        counters,
                        rooms.buffers(),
                        rooms.tls(),
                        () -> false));
    }

    /** Holds one session over a connection that is not one, on this thread, and returns all that we said. */
    String converse(ScriptedConnection connection) throws InterruptedException {
        return converse(connection, rooms);
    }

    private String converse(ScriptedConnection connection, SessionRooms around) throws InterruptedException {
        var client = Client.connected(
                connection.remote().getAddress(),
                Optional.empty(),
                policy.listeners().getFirst());
        new InboundSession(connection, client, new Roster(policy), around).run();
        return connection.said();
    }

    Policy policy() {
        return policy;
    }

    Listener listener() {
        return listener;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), listener.address().getPort());
    }

    /** The bytes of the only message taken in, one character for each byte. */
    String text() {
        if (accepted.size() != 1) {
            throw new AssertionError("not one message but " + accepted.size());
        }
        return text(accepted.getFirst());
    }

    static String text(Message message) {
        byte[] bytes = message.body().inMemory();
        if (bytes == null) {
            throw new AssertionError("the body is not in memory");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a message wherever they are, one character for each. */
    String stored(Message message) throws SpoolException {
        var text = new StringBuilder();
        var reader = spool.read(message);
        for (byte[] piece = reader.next(); piece != null; piece = reader.next()) {
            text.append(new String(piece, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Override
    public void close() {
        listener.close();
        spool.close();
        try (var files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            // A temporary directory; somebody will sweep it.
        }
    }
}

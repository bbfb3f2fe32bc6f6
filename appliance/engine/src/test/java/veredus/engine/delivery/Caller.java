package veredus.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.policy.Origin;
import veredus.api.policy.PathLimits;
import veredus.api.policy.Policy;
import veredus.api.policy.Proxy;
import veredus.api.policy.Route;
import veredus.api.policy.TlsMode;
import veredus.api.policy.VirtualMta;
import veredus.engine.egress.ExchangerAddresses;
import veredus.engine.egress.FakeDns;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.OwnAddresses;
import veredus.engine.egress.Policies;
import veredus.engine.egress.Resolution;
import veredus.engine.egress.SiteName;
import veredus.engine.egress.SourcePicker;
import veredus.engine.envelope.Delivery;
import veredus.engine.proxy.Proxies;
import veredus.world.real.RealChance;
import veredus.world.real.RealNetwork;
import veredus.world.real.RealThreads;
import veredus.world.real.RealTime;

/** Calls peers on loopback over real sockets. */
final class Caller {
    static final Supplier<Optional<Delivery>> NOTHING = Optional::empty;

    private static final RealTime TIME = new RealTime();
    private static final RealNetwork NETWORK = new RealNetwork(TIME, new RealThreads());

    private PathLimits limits = limits(TlsMode.NEVER, true, true, Duration.ofSeconds(20));
    private Optional<Route> route = Optional.of(Policies.mxRoute("*", 25, true));
    private VirtualMta vmta = Policies.vmta("v1");
    private List<Proxy> through = List.of();
    private Transcript transcript = Transcript.OFF;
    private ClientTls tls = new ClientTls(TestCertificates.trusting());
    private Bodies bodies = message -> () -> null;

    static PathLimits limits(TlsMode tls, boolean pipelining, boolean chunking, Duration limit) {
        return new PathLimits(
                1,
                Optional.empty(),
                Optional.empty(),
                1000,
                100,
                1,
                1,
                tls,
                limit,
                limit,
                limit,
                limit,
                limit,
                limit,
                limit,
                limit,
                limit,
                pipelining,
                chunking,
                1,
                Optional.empty());
    }

    /** As these limits, but for the numbers in a transaction and a connection. */
    static PathLimits numbers(PathLimits of, int messagesPerConnection, int recipientsPerMessage) {
        return new PathLimits(
                1,
                Optional.empty(),
                Optional.empty(),
                messagesPerConnection,
                recipientsPerMessage,
                1,
                1,
                of.tls(),
                of.idleLimit(),
                of.connectLimit(),
                of.greetingLimit(),
                of.ehloLimit(),
                of.mailLimit(),
                of.rcptLimit(),
                of.dataLimit(),
                of.bodyLimit(),
                of.endOfDataLimit(),
                of.pipelining(),
                of.chunking(),
                of.backoffConnections(),
                of.backoffRate());
    }

    Caller limits(PathLimits now) {
        limits = now;
        return this;
    }

    Caller tls(TlsMode mode) {
        limits = limits(mode, true, true, Duration.ofSeconds(20));
        return this;
    }

    Caller patience(Duration limit) {
        limits = limits(limits.tls(), true, true, limit);
        return this;
    }

    Caller route(Route now) {
        route = Optional.of(now);
        return this;
    }

    Caller vmta(VirtualMta now) {
        vmta = now;
        return this;
    }

    /** Calls from {@code address} of the machine of a proxy. */
    Caller through(Proxy proxy, String address) {
        through = List.of(proxy);
        return vmta(new VirtualMta(
                "v1",
                List.of(address),
                Optional.empty(),
                VirtualMta.IpFamily.IPV4_THEN_IPV6,
                Optional.of(proxy.name()),
                true,
                Origin.BUILT_IN));
    }

    Caller trusting(ClientTls now) {
        tls = now;
        return this;
    }

    Caller bodies(Bodies now) {
        bodies = now;
        return this;
    }

    Caller traced() {
        transcript = Transcript.of(TIME);
        return this;
    }

    Transcript transcript() {
        return transcript;
    }

    /** Tries these ports of 127.0.0.1 in their order. */
    Opened call(int... ports) {
        var exchangers = new ArrayList<MailExchanger>();
        for (int port : ports) {
            exchangers.add(new MailExchanger(exchangers.size(), "127.0.0.1", port));
        }
        Policy policy = Policies.of(List.of(vmta), List.of(), List.of(), through);
        var sources = new SourcePicker(() -> policy);
        var addresses = new ExchangerAddresses(
                new FakeDns(), new RealChance(), new OwnAddresses(NETWORK, TIME), sources, () -> policy);
        var hosts = new Resolution.Hosts(new SiteName("loopback"), exchangers, route, Instant.MAX);
        return new Connecting(
                        NETWORK, new Proxies(NETWORK, new FakeDns(), TIME, () -> policy), TIME, addresses, tls, bodies)
                .open(new Destination(hosts, vmta, "us.example", limits), transcript);
    }

    OutboundSession session(int... ports) {
        return switch (call(ports)) {
            case Opened.Open(OutboundSession session) -> session;
            case Opened.Failed failed -> throw new AssertionError("" + failed);
        };
    }

    Opened.Failed failure(int... ports) {
        return switch (call(ports)) {
            case Opened.Open(OutboundSession session) -> throw new AssertionError("it worked");
            case Opened.Failed failed -> failed;
        };
    }
}

package veredus.engine.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.Policy;
import veredus.api.policy.Proxy;
import veredus.api.policy.VirtualMta;
import veredus.engine.egress.NumericAddress;
import veredus.world.Connection;
import veredus.world.Dns;
import veredus.world.Network;
import veredus.world.Time;

/**
 * The proxies that vMTAs send through. A proxy that fails rests for all its vMTAs, and their mail goes by others of the
 * pool or waits; the sites behind it are not blamed. Safe for use by many threads; connecting blocks the caller's.
 */
public final class Proxies {
    private static final Logger log = LoggerFactory.getLogger(Proxies.class);

    /** Addresses of one proxy that are tried. */
    static final int ADDRESSES_MAX = 4;

    private final Network network;
    private final Dns dns;
    private final Time time;
    private final Supplier<Policy> policy;
    private final Map<String, ProxyState> states = new ConcurrentHashMap<>();
    private volatile @Nullable Known known;

    public Proxies(Network network, Dns dns, Time time, Supplier<Policy> policy) {
        this.network = network;
        this.dns = dns;
        this.time = time;
        this.policy = policy;
    }

    /** The proxy that {@code vmta} sends through; empty where it sends from this machine. */
    public Optional<Proxy> of(VirtualMta vmta) {
        return vmta.proxy().flatMap(name -> Optional.ofNullable(known().byName().get(name)));
    }

    @SuppressWarnings("ReferenceEquality") // A reload makes a new policy; comparing all of it each time would cost.
    private Known known() {
        Policy current = policy.get();
        Known now = known;
        if (now == null || now.policy() != current) {
            now = Known.of(current);
            known = now;
        }
        return now;
    }

    /** The proxies of one policy, which is kept only to notice that there is a new one. */
    private record Known(Policy policy, Map<String, Proxy> byName) {
        static Known of(Policy policy) {
            return new Known(policy, policy.proxies().stream().collect(Collectors.toMap(Proxy::name, proxy -> proxy)));
        }
    }

    /**
     * The proxy of a vMTA that has one. A reload may have removed it a moment ago; then nothing is sent, least of all from
     * this machine.
     *
     * @throws ProxyException when it is gone
     */
    public Proxy needed(VirtualMta vmta) throws ProxyException {
        Optional<Proxy> proxy = of(vmta);
        if (proxy.isEmpty()) {
            throw new ProxyException("the proxy " + vmta.proxy().orElse("") + " of vMTA " + vmta.name() + " is gone");
        }
        return proxy.get();
    }

    /** Why {@code vmta} cannot send now; empty where it can. */
    public Optional<ProxyRest> rest(VirtualMta vmta) {
        return vmta.proxy().isEmpty()
                ? Optional.empty()
                : of(vmta).flatMap(proxy -> state(proxy).rest(proxy));
    }

    /** Why {@code proxy} is not used now; empty where it is. */
    public Optional<ProxyRest> rest(Proxy proxy) {
        return state(proxy).rest(proxy);
    }

    /** How often {@code proxy} could not be used since the start; it may be none of the policy's any more. */
    public long failures(String proxy) {
        ProxyState state = states.get(proxy);
        return state == null ? 0 : state.failures();
    }

    /**
     * Connects to {@code remote} through {@code proxy}.
     *
     * @param source where the proxy is to connect from; empty leaves it to the proxy
     * @param limit for the receiver; the proxy has its own
     * @throws ProxyException when the proxy is at fault, or rests after it was
     * @throws IOException when the receiver is
     */
    public Connection connect(Proxy proxy, InetSocketAddress remote, Optional<InetAddress> source, Duration limit)
            throws IOException {
        Optional<ProxyRest> rest = rest(proxy);
        if (rest.isPresent()) {
            throw new ProxyException(rest.get().toString());
        }
        try {
            Connection connection = through(proxy, remote, source, limit);
            state(proxy).worked(proxy);
            return connection;
        } catch (ProxyException fault) {
            Duration pause = state(proxy).failed(proxy, String.valueOf(fault.getMessage()));
            log.warn(
                    "proxy {} at {}:{} cannot be used and rests for {} s: {}",
                    proxy.name(),
                    proxy.host(),
                    proxy.port(),
                    pause.toSeconds(),
                    fault.getMessage());
            throw new ProxyException("proxy " + proxy.name() + ": " + fault.getMessage(), fault);
        } catch (IOException receiver) {
            // It has told us of the receiver, so it works.
            state(proxy).worked(proxy);
            throw receiver;
        }
    }

    private Connection through(Proxy proxy, InetSocketAddress remote, Optional<InetAddress> source, Duration limit)
            throws IOException {
        long began = time.nanos();
        Connection connection = reach(proxy);
        boolean ready = false;
        try {
            InetSocketAddress local = switch (proxy.type()) {
                case SOCKS5 -> {
                    Duration left = proxy.connectLimit().minusNanos(time.nanos() - began);
                    yield new Socks5(connection, time, left)
                            .connect(proxy, source, remote, limit)
                            .orElseGet(() -> new InetSocketAddress(0));
                }
                case PROXY_V1 -> {
                    InetAddress from = needed(source, proxy);
                    announce(connection, proxy, ProxyText.version1(from, remote));
                    yield new InetSocketAddress(from, 0);
                }
                case PROXY_V2 -> {
                    InetAddress from = needed(source, proxy);
                    announce(connection, proxy, ProxyText.version2(from, remote));
                    yield new InetSocketAddress(from, 0);
                }
            };
            connection.readLimit(Duration.ZERO);
            connection.writeLimit(Duration.ZERO);
            ready = true;
            return new ProxiedConnection(connection, local, remote);
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private static InetAddress needed(Optional<InetAddress> source, Proxy proxy) throws ProxyException {
        if (source.isEmpty()) {
            throw new ProxyException("no source address for it; set source at " + proxy.origin());
        }
        return source.get();
    }

    private static void announce(Connection connection, Proxy proxy, byte[] header) throws ProxyException {
        connection.writeLimit(proxy.connectLimit());
        try {
            connection.write(header);
        } catch (IOException lost) {
            throw new ProxyException(Socks5.text(lost), lost);
        }
    }

    private Connection reach(Proxy proxy) throws ProxyException {
        long began = time.nanos();
        IOException last = null;
        for (InetAddress address : addresses(proxy.host())) {
            Duration left = proxy.connectLimit().minusNanos(time.nanos() - began);
            if (!left.isPositive()) {
                break;
            }
            try {
                return network.connect(new InetSocketAddress(address, proxy.port()), Optional.empty(), left);
            } catch (SocketTimeoutException late) {
                last = new SocketTimeoutException(
                        "no connection to it within " + proxy.connectLimit().toMillis() / 1000.0 + " s");
            } catch (IOException lost) {
                last = lost;
            }
        }
        throw last == null
                ? new ProxyException("its name has no address")
                : new ProxyException(Socks5.text(last), last);
    }

    private List<InetAddress> addresses(String host) {
        Optional<InetAddress> numeric = NumericAddress.parse(host);
        if (numeric.isPresent()) {
            return List.of(numeric.get());
        }
        var found = new ArrayList<InetAddress>();
        for (Dns.Answer<InetAddress> answer : List.of(dns.a(host), dns.aaaa(host))) {
            if (answer instanceof Dns.Answer.Found<InetAddress>(var records, var ttl, var authentic)) {
                found.addAll(records);
            }
        }
        return found.subList(0, Math.min(found.size(), ADDRESSES_MAX));
    }

    private ProxyState state(Proxy proxy) {
        return states.computeIfAbsent(proxy.name(), name -> new ProxyState(time));
    }
}

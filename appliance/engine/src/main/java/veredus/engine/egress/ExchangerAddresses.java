package veredus.engine.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.policy.Policy;
import veredus.api.policy.Route;
import veredus.api.policy.VirtualMta;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Outcome.Reason;
import veredus.world.Chance;
import veredus.world.Dns;
import veredus.world.Dns.Answer;

/**
 * Turns the hosts of a resolution into addresses to connect to, for one vMTA. Safe for use by many threads; a
 * {@link Walk} belongs to one.
 */
public final class ExchangerAddresses {

    /** Addresses handed out for one connection; the rest of a thousand is not tried. */
    public static final int ADDRESSES_MAX = 5;

    private final Dns dns;
    private final Chance chance;
    private final OwnAddresses own;
    private final SourcePicker sources;
    private final Supplier<Policy> policy;

    public ExchangerAddresses(Dns dns, Chance chance, OwnAddresses own, SourcePicker sources, Supplier<Policy> policy) {
        this.dns = dns;
        this.chance = chance;
        this.own = own;
        this.sources = sources;
        this.policy = policy;
    }

    /**
     * An address to connect to.
     *
     * @param source where the connection comes from; empty leaves it to the kernel
     */
    public record Target(MailExchanger exchanger, InetSocketAddress remote, Optional<InetAddress> source) {}

    /** Starts with the most preferred hosts, equals in random order. Asks the DNS for nothing yet. */
    public Walk walk(Resolution.Hosts hosts, VirtualMta vmta) {
        return new Walk(hosts, vmta, policy.get());
    }

    /** The addresses one after the other; a host is looked up when its turn comes. */
    public final class Walk {
        private final VirtualMta vmta;
        private final Policy now;
        private final boolean allowPrivate;
        private final Deque<Question> questions = new ArrayDeque<>();
        private final Deque<Target> addresses = new ArrayDeque<>();
        private int handedOut;
        private Outcome.NotTried nothing =
                new Outcome.NotTried(Reason.ROUTING, "5.4.4 no mail exchanger has an address");

        private Walk(Resolution.Hosts hosts, VirtualMta vmta, Policy now) {
            this.vmta = vmta;
            this.now = now;
            this.allowPrivate = hosts.route().map(Route::allowPrivate).orElse(false);
            List<MailExchanger> order = hosts.exchangers();
            for (int start = 0; start < order.size(); ) {
                int end = start + 1;
                while (end < order.size()
                        && order.get(end).preference() == order.get(start).preference()) {
                    end++;
                }
                shuffled(order.subList(start, end)).forEach(this::plan);
                start = end;
            }
        }

        /** The next address; empty when there are no more, or {@link #ADDRESSES_MAX} have been handed out. */
        public Optional<Target> next() {
            while (addresses.isEmpty() && !questions.isEmpty()) {
                ask(questions.poll());
            }
            if (addresses.isEmpty() || handedOut == ADDRESSES_MAX) {
                return Optional.empty();
            }
            handedOut++;
            return Optional.of(addresses.poll());
        }

        /** Why there was no address at all; to be asked when the first {@link #next} was empty. */
        public Outcome.NotTried nothing() {
            return nothing;
        }

        /** A host's addresses of the one family come before those of the other. */
        private void plan(MailExchanger host) {
            switch (vmta.ipFamily()) {
                case IPV4_THEN_IPV6 -> {
                    questions.add(new Question(host, false));
                    questions.add(new Question(host, true));
                }
                case IPV6_THEN_IPV4 -> {
                    questions.add(new Question(host, true));
                    questions.add(new Question(host, false));
                }
                case IPV4_ONLY -> questions.add(new Question(host, false));
                case IPV6_ONLY -> questions.add(new Question(host, true));
            }
        }

        private void ask(Question question) {
            MailExchanger host = question.host();
            Optional<InetAddress> numeric = NumericAddress.parse(host.host());
            if (numeric.isPresent()) {
                numeric.filter(address -> address instanceof Inet6Address == question.ipv6())
                        .ifPresent(address -> use(host, address));
                return;
            }
            switch (question.ipv6() ? dns.aaaa(host.host()) : dns.a(host.host())) {
                case Answer.Found<InetAddress>(var found, var ttl, var authentic) ->
                    shuffled(found).forEach(address -> use(host, address));
                case Answer.Failed<InetAddress>(var reason) ->
                    nothing = new Outcome.NotTried(
                            Reason.DNS, "looking up the address of " + host.host() + ": " + reason);
                case Answer.NoData<InetAddress> none -> {}
                case Answer.NoName<InetAddress> none -> {}
            }
        }

        private void use(MailExchanger host, InetAddress address) {
            if (addresses.size() >= ADDRESSES_MAX) {
                return;
            }
            Optional<String> forbidden = forbidden(address);
            if (forbidden.isPresent()) {
                if (nothing.reason() == Reason.ROUTING) { // A reason to bounce does not cover one to wait.
                    nothing = new Outcome.NotTried(
                            Reason.ROUTING,
                            "5.4.4 " + host.host() + " has a forbidden address (" + forbidden.get() + "): "
                                    + address.getHostAddress());
                }
                return;
            }
            var remote = new InetSocketAddress(address, host.port());
            switch (sources.source(vmta, address)) {
                case SourcePicker.Source.Address(InetAddress from) ->
                    addresses.add(new Target(host, remote, Optional.of(from)));
                case SourcePicker.Source.Kernels kernels -> addresses.add(new Target(host, remote, Optional.empty()));
                case SourcePicker.Source.None none ->
                    nothing = new Outcome.NotTried(
                            Reason.NO_SOURCE,
                            "the vMTA " + vmta.name() + " has no address of the family of " + address.getHostAddress());
            }
        }

        private Optional<String> forbidden(InetAddress address) {
            if (allowPrivate) {
                return Optional.empty();
            }
            return ForbiddenTargets.reason(address)
                    .or(() -> own.contains(address, now.vmtas()) ? Optional.of("our own") : Optional.empty());
        }
    }

    /** One family of addresses of one host. */
    private record Question(MailExchanger host, boolean ipv6) {}

    private <T> List<T> shuffled(List<T> equals) {
        var order = new ArrayList<>(equals);
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, chance.below(i + 1));
        }
        return order;
    }
}

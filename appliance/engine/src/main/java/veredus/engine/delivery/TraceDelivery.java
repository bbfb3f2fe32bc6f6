package veredus.engine.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.VirtualMta;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.Resolution;
import veredus.engine.envelope.Delivery;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.engine.policy.PolicyInForce;
import veredus.engine.queue.InsertReason;
import veredus.engine.queue.ScheduledQueues;
import veredus.engine.settlement.Settlement;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.world.World;

/**
 * Has one conversation with a receiving site at an operator's wish and keeps what was said, over a connection of its own
 * that counts against no limit of the path. Each call blocks its own thread, up to the sum of the path's time limits.
 */
public final class TraceDelivery {
    private final World world;
    private final Connecting connecting;
    private final Settlement settlement;
    private final ScheduledQueues queues;
    private final ScheduledQueues.Resolver resolver;
    private final ScheduledQueues.Sources sources;
    private final PolicyInForce policy;
    private final String hostName;

    /**
     * What was said.
     *
     * @param outcome for people
     * @param delivered whether a message was, to all whom the conversation was about
     */
    public record Traced(
            String domain,
            String site,
            String vmta,
            String sourceAddress,
            String outcome,
            boolean delivered,
            List<Transcript.Line> lines,
            long dropped) {}

    /** Where a conversation would go. */
    private sealed interface Way {
        record To(Destination destination) implements Way {}

        record Nowhere(Outcome.NotTried outcome) implements Way {}

        record NoSource() implements Way {}
    }

    public TraceDelivery(
            World world,
            Connecting connecting,
            Settlement settlement,
            ScheduledQueues queues,
            ScheduledQueues.Resolver resolver,
            ScheduledQueues.Sources sources,
            PolicyInForce policy,
            String hostName) {
        this.world = world;
        this.connecting = connecting;
        this.settlement = settlement;
        this.queues = queues;
        this.resolver = resolver;
        this.sources = sources;
        this.policy = policy;
        this.hostName = hostName;
    }

    /**
     * Delivers {@code delivery} now and settles it as any other. It must be the caller's, taken from its queue; where it
     * cannot be tried it goes back there.
     *
     * @param vmta which to use instead of one of its pool's
     */
    public Traced deliver(Delivery delivery, Optional<String> vmta) {
        var transcript = Transcript.of(world.time());
        boolean handedOn = false;
        try {
            Domain domain = delivery.queue().domain();
            Way way = way(domain, delivery.queue().pool(), delivery.queue().route(), vmta, transcript);
            Traced traced = switch (way) {
                case Way.To(Destination destination) -> converse(delivery, destination, transcript);
                case Way.Nowhere(Outcome.NotTried outcome) -> {
                    var nobody = new PeerFacts("", "", "", "", "", "", "", List.of());
                    settle(delivery, nobody, outcome);
                    yield traced(domain, nobody, outcome.words(), transcript);
                }
                case Way.NoSource none -> {
                    queues.giveBack(delivery, delivery.due(), InsertReason.NO_SOURCE);
                    yield noSource(domain, transcript);
                }
            };
            handedOn = true;
            return traced;
        } finally {
            if (!handedOn) {
                queues.giveBack(delivery, delivery.due(), InsertReason.ADMIN);
            }
        }
    }

    private Traced converse(Delivery delivery, Destination destination, Transcript transcript) {
        Domain domain = delivery.queue().domain();
        Instant started = world.time().now();
        return switch (connecting.open(destination, transcript)) {
            case Opened.Failed failed
            when failed.isProxys() -> {
                queues.giveBack(delivery, delivery.due(), InsertReason.PROXY_DOWN);
                yield traced(domain, failed.peer(), failed.outcome().words(), transcript);
            }
            case Opened.Failed failed -> {
                settle(delivery, failed.peer(), failed.outcome());
                yield traced(domain, failed.peer(), failed.outcome().words(), transcript);
            }
            case Opened.Open(OutboundSession session) -> {
                List<Result> results;
                try (session) {
                    results = session.deliver(delivery, Optional::empty);
                    if (results.size() < delivery.pending().size()) {
                        results = Dispatcher.withTheRest(session, delivery, results);
                    }
                    session.quit();
                }
                settlement.attempted(delivery, session.facts(delivery, started), results);
                boolean delivered = results.stream().allMatch(result -> result.outcome() instanceof Outcome.Accepted);
                yield traced(domain, session.peer(), said(results), delivered, transcript);
            }
        };
    }

    private void settle(Delivery delivery, PeerFacts peer, Outcome outcome) {
        List<Result> results = delivery.pending().stream()
                .map(recipient -> new Result(recipient, outcome))
                .toList();
        settlement.attempted(delivery, peer.attempt(delivery, world.time().now()), results);
    }

    private static String said(List<Result> results) {
        return results.stream()
                .map(result ->
                        result.recipient().address() + ": " + result.outcome().words())
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    /** Asks the site whether it would take mail for {@code recipient}, without a message. */
    public Traced probe(ReversePath sender, Mailbox recipient, Optional<String> vmta) {
        var transcript = Transcript.of(world.time());
        Domain domain = recipient.domain();
        return switch (way(domain, policy.get().server().defaultPool(), "", vmta, transcript)) {
            case Way.NoSource none -> noSource(domain, transcript);
            case Way.Nowhere(Outcome.NotTried outcome) ->
                new Traced(domain.name(), "", "", "", outcome.words(), false, transcript.lines(), transcript.dropped());
            case Way.To(Destination destination) ->
                switch (connecting.open(destination, transcript)) {
                    case Opened.Failed failed ->
                        traced(domain, failed.peer(), failed.outcome().words(), transcript);
                    case Opened.Open(OutboundSession session) -> {
                        try (session) {
                            Outcome outcome = session.probe(sender, recipient);
                            session.quit();
                            yield traced(domain, session.peer(), outcome.words(), transcript);
                        }
                    }
                };
        };
    }

    private Way way(Domain domain, String pool, String route, Optional<String> vmta, Transcript transcript) {
        Optional<VirtualMta> source = vmta.isPresent()
                ? policy.get().vmtas().stream()
                        .filter(known -> known.name().equals(vmta.get()) && known.enabled())
                        .findFirst()
                : sources.pick(pool, domain.hashCode());
        if (source.isEmpty()) {
            return new Way.NoSource();
        }
        transcript.event("resolving " + domain);
        return switch (resolver.resolve(domain, route)) {
            case Resolution.Nowhere nowhere -> new Way.Nowhere(nowhere.outcome());
            case Resolution.Hosts hosts -> {
                List<String> exchangers =
                        hosts.exchangers().stream().map(MailExchanger::host).toList();
                transcript.event("site " + hosts.site().name() + ": " + String.join(", ", exchangers));
                var limits = policy.limits(domain, exchangers, source.get().name());
                yield new Way.To(
                        new Destination(hosts, source.get(), source.get().ehlo().orElse(hostName), limits));
            }
        };
    }

    private Traced noSource(Domain domain, Transcript transcript) {
        var nobody = new PeerFacts("", "", "", "", "", "", "", List.of());
        return traced(domain, nobody, "not tried: no vMTA can be used; check vmtas.toml", transcript);
    }

    private static Traced traced(Domain domain, PeerFacts peer, String outcome, Transcript transcript) {
        return traced(domain, peer, outcome, false, transcript);
    }

    private static Traced traced(
            Domain domain, PeerFacts peer, String outcome, boolean delivered, Transcript transcript) {
        return new Traced(
                domain.name(),
                peer.site(),
                peer.vmta(),
                peer.sourceAddress(),
                outcome,
                delivered,
                transcript.lines(),
                transcript.dropped());
    }
}

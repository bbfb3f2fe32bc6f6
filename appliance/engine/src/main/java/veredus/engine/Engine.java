package veredus.engine;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.policy.Policy;
import veredus.api.policy.RetryRule;
import veredus.engine.accounting.AccountingLog;
import veredus.engine.admin.AdminRooms;
import veredus.engine.admin.AdminServer;
import veredus.engine.admin.OperatorOrders;
import veredus.engine.admin.Switches;
import veredus.engine.bounce.Notice;
import veredus.engine.bounce.NoticeTemplates;
import veredus.engine.bounce.Notices;
import veredus.engine.delivery.ClientTls;
import veredus.engine.delivery.Connecting;
import veredus.engine.delivery.Dispatchers;
import veredus.engine.delivery.TraceDelivery;
import veredus.engine.egress.ExchangerAddresses;
import veredus.engine.egress.OwnAddresses;
import veredus.engine.egress.PathResolver;
import veredus.engine.egress.Resolution;
import veredus.engine.egress.SourcePicker;
import veredus.engine.envelope.ArrivalMemory;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.QueueName;
import veredus.engine.listener.ListenerCounters;
import veredus.engine.outcome.FailurePolicy;
import veredus.engine.outcome.Outcome;
import veredus.engine.outcome.Result;
import veredus.engine.policy.PolicyChanges;
import veredus.engine.policy.PolicyDifference;
import veredus.engine.policy.PolicyInForce;
import veredus.engine.policy.PolicyNotPossible;
import veredus.engine.proxy.Proxies;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.queue.ReadyQueues;
import veredus.engine.queue.ScheduledQueues;
import veredus.engine.reception.Hooks;
import veredus.engine.reception.Reception;
import veredus.engine.settlement.DeliveryCounters;
import veredus.engine.settlement.Settlement;
import veredus.engine.shaping.ConnectionBudget;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.mail.bounce.BounceClassifier;
import veredus.world.World;

/**
 * The MTA: every room, built by hand and joined, leaf first. This page is the wiring diagram.
 *
 * <p>Two joints run against the order of building, since mail goes round in a circle: queues hand mail with nowhere to
 * go to the settlement, and ready queues start dispatchers. Both go through a method of this class.
 */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** Deliveries that wait in memory, over all paths; about a kilobyte each besides their bodies. */
    private static final int ACTIVE_BOUND = 50_000;

    private final World world;
    private final OurName ourName;
    private final PolicyInForce policy;
    private final Domain host;
    private final Instant started;
    private final Proxies proxies;
    private final Spool spool;
    private final AccountingLog accounting;
    private final Notices notices;
    private final Settlement settlement;
    private final ReadyQueues readyQueues;
    private final ScheduledQueues queues;
    private final Dispatchers dispatchers;
    private final Listeners listeners;
    private final DeliveryCounters deliveryCounters = new DeliveryCounters();
    private final BodyMemory bodyMemory;
    private final TraceDelivery traces;
    private final TakeOver takeOver;
    private final OperatorOrders orders;
    private final Switches switches;
    private final Path dataDir;
    private volatile NoticeTemplates templates;
    private volatile boolean stopping;
    private @Nullable PolicyChanges changes;
    private @Nullable AdminServer admin;

    private Engine(World world, Policy configured, Path dataDir) throws IOException, SpoolException {
        this.world = world;
        this.ourName = new OurName(world.network());
        Policy first = ourName.into(configured);
        this.policy = new PolicyInForce(first);
        this.host = new Domain(first.server().hostName());
        this.listeners = new Listeners(world, policy);
        this.started = world.time().now();
        this.dataDir = dataDir;
        this.bodyMemory = new BodyMemory(first.server().bodyMemory().bytes());

        Path spoolDir = dataDir.resolve(first.spool().directory().orElse("spool"));
        this.spool = Spool.open(world, first.spool(), spoolDir, bodyMemory);
        Path accountingDir = dataDir.resolve(first.accounting().directory().orElse("accounting"));
        this.accounting =
                AccountingLog.open(world, first.accounting(), first.headers().captured(), accountingDir);

        this.templates = NoticeTemplates.load(world.disk(), first.dsn(), dataDir);
        templates.problems().forEach(log::warn);
        this.notices = notices();
        this.settlement = settlement(first);

        var own = new OwnAddresses(world.network(), world.time());
        this.proxies = new Proxies(world.network(), world.dns(), world.time(), policy);
        var picker = new SourcePicker(policy, vmta -> proxies.rest(vmta).isEmpty());
        var sources = new SendingSources(picker, proxies);
        var resolver = new PathResolver(world.dns(), world.time(), policy, own);
        var connections = new ConnectionBudget(first.server().maxOutboundConnections());
        this.readyQueues = new ReadyQueues(world, policy::limits, ACTIVE_BOUND, connections, this::dispatch);
        ScheduledQueues.Resolver sites = (domain, route) -> siteOf(domain, route, resolver.resolve(domain, route));
        this.queues = new ScheduledQueues(
                world,
                spool,
                sites,
                sources,
                readyQueues,
                this::notTried,
                delivery -> FailurePolicy.expires(
                        delivery.message().envelope(),
                        policy.retry(delivery.queue().domain())));
        queues.limits().rules(policy.sharedLimits());
        this.orders = OperatorOrders.open(world, queues, dataDir);
        this.switches = Switches.open(world, policy, dataDir);

        Connecting connecting = connecting(own, picker);
        this.dispatchers = new Dispatchers(world, connecting, settlement, policy, host.name(), queues::giveBack);
        this.traces = new TraceDelivery(world, connecting, settlement, queues, sites, sources, policy, host.name());
        this.takeOver = new TakeOver(spool, settlement, queues, () -> stopping);
        policy.watch(() -> {
            readyQueues.limits(policy::limits);
            queues.limits().rules(policy.sharedLimits());
            queues.routesChanged();
        });
    }

    private Notices notices() {
        return new Notices(
                world, host, () -> policy.get().dsn(), () -> templates, spool, deliveryCounters::countNoticeWithheld);
    }

    private Settlement settlement(Policy first) {
        return new Settlement(
                world,
                new FailurePolicy((phase, reply) ->
                        BounceClassifier.classify(phase, reply).word()),
                this::retryOf,
                first.spool().stateInterval(),
                spool,
                accounting,
                notices,
                this::submit,
                this::settled,
                deliveryCounters);
    }

    private RetryRule retryOf(QueueName queue) {
        RetryRule rule = policy.retry(queue.domain());
        return queues.isSlowed(queue) ? rule.inBackoff() : rule;
    }

    private Connecting connecting(OwnAddresses own, SourcePicker sources) {
        var addresses = new ExchangerAddresses(world.dns(), world.chance(), own, sources, policy);
        return new Connecting(
                world.network(),
                proxies,
                world.time(),
                addresses,
                ClientTls.withDefaultAuthorities(),
                message -> spool.read(message)::next);
    }

    /**
     * Starts an engine: recovers the spool, queues what it holds, and listens. What a large spool holds is queued in the
     * background; new mail is taken and delivered meanwhile.
     *
     * @param dataDir where spool, accounting and certificates lie, unless the policy says otherwise
     * @throws IOException when a listener cannot be opened or a directory not be written
     * @throws SpoolException when the spool is owned by another process or not ours
     */
    public static Engine start(World world, Policy policy, Path dataDir) throws IOException, SpoolException {
        return start(world, policy, dataDir, Optional.empty());
    }

    /**
     * Starts an engine whose policy was read from {@code configuration} and can be read from there again.
     *
     * @see #start(World, Policy, Path)
     */
    public static Engine start(World world, Policy policy, Path dataDir, Path configuration)
            throws IOException, SpoolException {
        return start(world, policy, dataDir, Optional.of(configuration));
    }

    private static Engine start(World world, Policy policy, Path dataDir, Optional<Path> configuration)
            throws IOException, SpoolException {
        world.disk().createDirectories(dataDir);
        var engine = new Engine(world, policy, dataDir);
        boolean opened = false;
        try {
            engine.open(configuration.orElse(dataDir));
            engine.openChanges(configuration);
            engine.openAdmin(dataDir, configuration);
            engine.takeOver.goOn(world);
            opened = true;
            return engine;
        } finally {
            if (!opened) {
                engine.close();
            }
        }
    }

    private void open(Path configuration) throws IOException {
        settlement.start();
        takeOver.start();

        var reception = new Reception(
                spool,
                world.time(),
                new Hooks(List.of()),
                this::received,
                host,
                new ArrivalMemory(policy.get().server().receptionMemory().bytes()));
        listeners.open(reception, configuration, dataDir.resolve("tls"));
        log.info("{} is ready", host);
    }

    /** A fault here does not keep mail from flowing: it is logged, and the policy stays as it is. */
    private void openChanges(Optional<Path> configuration) {
        if (configuration.isEmpty()) {
            return;
        }
        try {
            PolicyChanges opened = PolicyChanges.open(world, configuration.get(), dataDir, policy, this::reload);
            opened.start();
            changes = opened;
        } catch (IOException closed) {
            log.error("there is no history of the policy, and it cannot be changed until the next start", closed);
        }
    }

    /**
     * Opens the admin API. Tokens or a certificate that cannot be read do not keep mail from flowing: that is logged, and
     * there is no admin API.
     *
     * @throws BindException when somebody else has its port, likely an engine that runs already, and an operator starts
     *     us; an engine inside another program, which has no configuration directory, does without
     */
    private void openAdmin(Path dataDir, Optional<Path> configuration) throws BindException {
        if (!policy.get().admin().enabled()) {
            return;
        }
        var rooms = new AdminRooms(
                world,
                version(),
                host.name(),
                started,
                dataDir,
                configuration,
                policy,
                Optional.ofNullable(changes),
                spool,
                settlement,
                queues,
                readyQueues,
                proxies,
                bodyMemory,
                listeners.counters(),
                traces,
                listeners::sessions,
                () -> !stopping);
        try {
            admin = AdminServer.open(policy.get().admin(), rooms, orders, switches);
        } catch (IOException closed) {
            if (closed instanceof BindException taken && configuration.isPresent()) {
                throw taken;
            }
            log.error("there is no admin API; mail flows without it: {}", closed.getMessage());
        }
    }

    private static String version() {
        String packaged = Engine.class.getPackage().getImplementationVersion();
        return packaged == null ? "development" : packaged;
    }

    /** A message is on the disk: it is accounted for and queued. */
    private void received(Message message) {
        settlement.received(message);
        queues.admit(message);
    }

    /** Takes a notice of our own in; queued from a thread of its own, since the settlement must not wait for queues. */
    private Message submit(Notice notice) throws SpoolException {
        try (BodyWriter body = spool.newBody(notice.envelope().id())) {
            byte[] bytes = notice.message();
            body.write(bytes, 0, bytes.length);
            Message message = spool.store(notice.envelope(), body);
            notices.sent(notice);
            world.threads().startVirtual("queue notice " + message.id(), () -> queues.admit(message));
            return message;
        }
    }

    private void settled(Delivery before, Optional<Delivery> remaining) {
        queues.settled(before, remaining);
    }

    private void dispatch(ReadyQueue ready) {
        dispatchers.start(ready);
    }

    private void notTried(Delivery delivery, Outcome.NotTried outcome) {
        var facts = AttemptFacts.none(
                delivery.queue().toString(),
                delivery.attempts() + 1,
                delivery.firstAttempt().orElseGet(() -> world.time().now()));
        List<Result> results = delivery.pending().stream()
                .map(recipient -> new Result(recipient, outcome))
                .toList();
        settlement.attempted(delivery, facts, results);
    }

    /** A domain with limits of its own leaves the roll-up (decision 3). */
    private Resolution siteOf(Domain domain, String route, Resolution resolved) {
        return resolved instanceof Resolution.Hosts hosts && policy.isSiteOfItsOwn(domain)
                ? hosts.atSiteOf(domain, route)
                : resolved;
    }

    /** Where it listens for mail, in the order of the policy. */
    public List<InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    /** Where the admin API listens; empty when it is not enabled or could not be opened. */
    public Optional<InetSocketAddress> adminAddress() {
        return Optional.ofNullable(admin).map(AdminServer::address);
    }

    /**
     * Puts another policy in force. Listeners are opened before and let go after, so that no moment is without them.
     *
     * @return what changed and what needs a restart
     * @throws PolicyNotPossible when a listener cannot be opened; the policy before is in force then
     */
    public List<String> reload(Policy configured) throws PolicyNotPossible {
        Policy next = ourName.into(configured);
        Policy before = policy.written();
        Listeners.Plan plan = listeners.change(next.listeners());
        var notes = new ArrayList<String>(PolicyDifference.notes(before, next));
        var words = NoticeTemplates.load(world.disk(), next.dsn(), dataDir);
        templates = words;
        policy.replace(next);
        listeners.leave(plan.closed(), next.server().shutdownLimit());
        notes.addAll(plan.notes());
        notes.addAll(words.problems());
        return notes;
    }

    public PolicyInForce policy() {
        return policy;
    }

    public ScheduledQueues queues() {
        return queues;
    }

    public ReadyQueues readyQueues() {
        return readyQueues;
    }

    public DeliveryCounters deliveryCounters() {
        return deliveryCounters;
    }

    public ListenerCounters receptionCounters() {
        return listeners.counters();
    }

    public Spool spool() {
        return spool;
    }

    public BodyMemory bodyMemory() {
        return bodyMemory;
    }

    public Instant started() {
        return started;
    }

    /**
     * Stops: no new mail, conversations end by themselves within the server's shutdown limit, everything that is not
     * settled stays in the spool.
     */
    @Override
    public void close() {
        stopping = true;
        Duration limit = policy.get().server().shutdownLimit();
        Instant until = world.time().now().plus(limit);
        // What is being delivered needs time to end after the last message has come in.
        Instant receivedUntil = world.time().now().plus(limit.dividedBy(2));
        try {
            listeners.stop(receivedUntil);
            queues.stop();
            dispatchers.stop(left(until));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        AdminServer opened = admin;
        if (opened != null) {
            opened.close();
        }
        PolicyChanges history = changes;
        if (history != null) {
            history.close();
        }
        settlement.close();
        accounting.close();
        spool.close();
        log.info("{} has stopped", host);
    }

    private Duration left(Instant until) {
        Duration left = Duration.between(world.time().now(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}

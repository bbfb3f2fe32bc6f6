package veredus.engine.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import veredus.api.policy.Proxy;
import veredus.engine.queue.ReadyQueue;
import veredus.engine.shaping.PathState;
import veredus.engine.spool.Admission;

/**
 * The numbers for Prometheus; each is explained in {@code appliance/docs/metrics.md}. They are read from the rooms'
 * own counters when somebody scrapes, so mail pays nothing for them. Any thread may scrape; one does at a time.
 */
final class Metrics implements AutoCloseable {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Paths that have labels of their own: those with the most that is ready. */
    static final int MOST_PATHS = 50;

    private final AdminRooms rooms;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final ReentrantLock scraping = new ReentrantLock();
    private final Set<String> categories = new TreeSet<>();
    private final Set<Integer> replies = new TreeSet<>();
    private final Set<String> proxies = new TreeSet<>();
    private final MultiGauge pathReady;
    private final MultiGauge pathInFlight;
    private final MultiGauge pathConnections;
    private final MultiGauge pathBackoff;
    private final MultiGauge proxyResting;
    private final LimitMetrics limits;
    private final RuleMetrics rules;
    private final SiteMetrics sites;

    Metrics(AdminRooms rooms) {
        this.rooms = rooms;
        reception();
        deliveries();
        queues();
        spool();
        policy();
        this.pathReady = perPath("veredus.path.ready.deliveries", "Deliveries that wait for a connection of the path");
        this.pathInFlight = perPath("veredus.path.in.flight.deliveries", "Deliveries on a connection of the path");
        this.pathConnections = perPath("veredus.path.connections", "Connections of the path");
        this.pathBackoff = perPath("veredus.path.backoff", "1 while the path rests after failures");
        this.proxyResting = perPath("veredus.proxy.resting", "1 while a proxy is not used after failures");
        this.limits = new LimitMetrics(rooms, registry);
        this.rules = new RuleMetrics(rooms, registry);
        this.sites = new SiteMetrics(rooms, registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    private void reception() {
        var counters = rooms.reception();
        counter("veredus.received.messages", "Messages answered with 250", null, any -> counters.acceptedMessages());
        counter("veredus.received.recipients", "Recipients of those", null, any -> counters.acceptedRecipients());
        counter("veredus.received", "Bytes of those as stored", "bytes", any -> counters.acceptedBytes());
        counter("veredus.inbound.sessions", "Sessions that got a greeting", null, any -> counters.connections());
        counter(
                "veredus.inbound.refused.connections",
                "Connections that got none",
                null,
                any -> counters.refusedConnections());
        counter("veredus.auth.failures", "Failed AUTH", null, any -> counters.authFailures());
        gauge(
                "veredus.inbound.connections",
                "Sessions open now",
                null,
                any -> any.inboundSessions().getAsInt());
    }

    private void policy() {
        gauge(
                "veredus.policy.files.differ",
                "1 while the files on disk are not the policy in force",
                null,
                any -> any.changes()
                                .filter(changes -> changes.state().filesDiffer())
                                .isPresent()
                        ? 1
                        : 0);
        gauge(
                "veredus.policy.unconfirmed",
                "1 while a change of the policy waits to be confirmed",
                null,
                any -> any.changes()
                                .flatMap(changes -> changes.state().confirmBy())
                                .isPresent()
                        ? 1
                        : 0);
    }

    private void deliveries() {
        var counters = rooms.settlement().counters();
        counter("veredus.delivered.recipients", "Recipients delivered", null, any -> counters.delivered());
        counter(
                "veredus.delivered",
                "Message bytes, once for each recipient",
                "bytes",
                any -> counters.deliveredBytes());
        counter(
                "veredus.deferred.attempts",
                "Attempts for a recipient that will be repeated",
                null,
                any -> counters.deferred());
        counter("veredus.bounced.recipients", "Recipients refused for good", null, any -> counters.bounced());
        counter("veredus.expired.recipients", "Recipients whose time was over", null, any -> counters.expired());
        counter("veredus.ended.recipients", "Recipients ended by an operator", null, any -> counters.ended());
        counter(
                "veredus.path.failures",
                "Times a path could not be used at all",
                null,
                any -> counters.queueFailures());
        counter("veredus.notices.messages", "Notices to senders", null, any -> counters.notices());
        counter(
                "veredus.notices.withheld.messages",
                "Notices not sent since their sender has had too many",
                null,
                any -> counters.noticesWithheld());
        counter("veredus.settlement.batches", "Batches made durable", null, any -> counters.batches());
        counter(
                "veredus.settlement.setbacks",
                "Times that settling had to be tried again",
                null,
                any -> counters.setbacks());
        gauge(
                "veredus.settlement.waiting.records",
                "Records that are not yet durable",
                null,
                any -> any.settlement().waiting());
        gauge(
                "veredus.settlement.held",
                "1 while results cannot be made durable",
                null,
                any -> any.settlement().problem().isPresent() ? 1 : 0);
        gauge(
                "veredus.outbound.connections",
                "Connections open or being opened",
                null,
                any -> any.readyQueues().openConnections());
    }

    private void queues() {
        gauge(
                "veredus.queues",
                "Scheduled queues that have mail",
                null,
                any -> any.queues().totals().filled());
        gauge(
                "veredus.backoff.mode.queues",
                "Queues whose mail goes slowly by order of an operator",
                null,
                any -> any.queues().totals().slowed());
        gauge(
                "veredus.queued.deliveries",
                "Deliveries that are not settled",
                null,
                any -> any.queues().queued());
        gauge(
                "veredus.ready.deliveries",
                "Deliveries that wait in memory for a connection",
                null,
                any -> any.readyQueues().activeDeliveries());
        gauge(
                "veredus.resting.deliveries",
                "Deliveries that wait in the spool's index",
                null,
                any -> any.spool().resting());
        gauge(
                "veredus.withheld.deliveries",
                "Deliveries that are to be ended and can be brought back",
                null,
                any -> any.queues().withheld());
        gauge(
                "veredus.body.memory",
                "Message bodies in memory",
                "bytes",
                any -> any.bodyMemory().usedBytes());
        gauge(
                "veredus.body.memory.bound",
                "As many as there may be",
                "bytes",
                any -> any.bodyMemory().boundBytes());
    }

    private void spool() {
        gauge(
                "veredus.spool.free",
                "Free on the spool's disk",
                "bytes",
                any -> any.spool().freeBytes());
        gauge(
                "veredus.spool.segments",
                "Segments of the log",
                null,
                any -> any.spool().segments());
        gauge(
                "veredus.spool.open",
                "1 while the spool takes new mail",
                null,
                any -> any.spool().admission() == Admission.OPEN ? 1 : 0);
        gauge(
                "veredus.spool.unread.segments",
                "Segments that the disk did not give whole at the start",
                null,
                any -> any.spool().unreadSegments());
        gauge(
                "veredus.spool.rebuilt.ratio",
                "How much of the log has been read since the start",
                null,
                any -> any.spool().rebuildProgress());
    }

    /** All of it, in the text format of Prometheus. */
    String scrape() {
        scraping.lock();
        try {
            newLabels();
            paths();
            proxies();
            limits.read();
            rules.read();
            sites.read();
            return registry.scrape();
        } finally {
            scraping.unlock();
        }
    }

    /** Categories and reply codes are known when they first occur; both kinds are bounded by their rooms. */
    private void newLabels() {
        var counters = rooms.settlement().counters();
        for (String category : counters.byCategory().keySet()) {
            if (categories.add(category)) {
                FunctionCounter.builder(
                                "veredus.failed.recipients",
                                counters,
                                all -> all.byCategory().getOrDefault(category, 0L))
                        .description("Recipients that failed for good, of all causes")
                        .tag("category", category)
                        .register(registry);
            }
        }
        var reception = rooms.reception();
        for (int code : reception.rejections().keySet()) {
            if (replies.add(code)) {
                FunctionCounter.builder(
                                "veredus.rejected.replies",
                                reception,
                                all -> all.rejections().getOrDefault(code, 0L))
                        .description("Replies 4xx and 5xx to clients")
                        .tag("code", Integer.toString(code))
                        .register(registry);
            }
        }
    }

    private void paths() {
        List<ReadyQueue> busiest = rooms.readyQueues().all().stream()
                .sorted(Comparator.<ReadyQueue>comparingInt(ready -> ready.size())
                        .reversed()
                        .thenComparing(ready -> ready.path().toString()))
                .limit(MOST_PATHS)
                .toList();
        register(pathReady, busiest, ready -> ready.size());
        register(pathInFlight, busiest, ReadyQueue::inFlight);
        register(pathConnections, busiest, ready -> ready.gate().open());
        register(pathBackoff, busiest, ready -> ready.gate().state() instanceof PathState.Backoff ? 1 : 0);
    }

    /** Those of the policy in force; failures of earlier ones stay. */
    private void proxies() {
        var resting = new ArrayList<MultiGauge.Row<?>>();
        for (Proxy proxy : rooms.policy().get().proxies()) {
            var labels = Tags.of("proxy", proxy.name());
            if (proxies.add(proxy.name())) {
                FunctionCounter.builder(
                                "veredus.proxy.failures",
                                rooms,
                                any -> any.proxies().failures(proxy.name()))
                        .description("Times that a proxy could not be used")
                        .tags(labels)
                        .register(registry);
            }
            resting.add(MultiGauge.Row.of(
                    labels, rooms, any -> any.proxies().rest(proxy).isPresent() ? 1 : 0));
        }
        proxyResting.register(resting, true);
    }

    private static void register(MultiGauge gauge, List<ReadyQueue> paths, ToDoubleFunction<ReadyQueue> value) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (ReadyQueue path : paths) {
            var labels = Tags.of(
                    "vmta", path.path().vmta(), "site", path.path().site().name());
            rows.add(MultiGauge.Row.of(labels, path, value));
        }
        gauge.register(rows, true);
    }

    private MultiGauge perPath(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void counter(String name, String description, @Nullable String unit, ToDoubleFunction<AdminRooms> value) {
        FunctionCounter.builder(name, rooms, value)
                .description(description)
                .baseUnit(unit)
                .register(registry);
    }

    private void gauge(String name, String description, @Nullable String unit, ToDoubleFunction<AdminRooms> value) {
        Gauge.builder(name, rooms, value)
                .description(description)
                .baseUnit(unit)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}

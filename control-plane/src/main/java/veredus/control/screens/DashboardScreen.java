package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import veredus.api.admin.AdminJson;
import veredus.api.admin.GroupView;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.control.live.Frame;
import veredus.control.live.History;
import veredus.control.live.LiveFeed;
import veredus.control.live.Sample;
import veredus.control.live.Snapshot;
import veredus.control.start.Beginning;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/**
 * Is mail flowing, and when will the backlog be gone? Rates as they are now, what is wrong, and where mail waits. Those who
 * are confined to a tenant see their queues.
 */
public final class DashboardScreen {
    private static final int TOP = 12;
    private static final Duration TABLES_AGAIN = Duration.ofSeconds(15);

    private final Pages pages;
    private final Supplier<Snapshot> engine;
    private final History history;
    private final Beginning beginning;

    // Of the poller's thread.
    private @Nullable Tables shown;
    private Instant shownAt = Instant.EPOCH;

    /** What the tables show, but for the times in them, which browsers keep up to date by themselves. */
    private record Tables(List<QueueView> queues, List<GroupView> providers, List<Problem> problems) {}

    /**
     * What the page shows, and each update of it.
     *
     * @param atBeginning whether the first set-up is offered; not in updates
     */
    public record Model(Snapshot seen, List<Problem> problems, boolean atBeginning, Instant now) {}

    /** What those see who are confined to a tenant. */
    public record TenantModel(List<QueueView> queues, long total, Instant now) {}

    public DashboardScreen(Pages pages, Supplier<Snapshot> engine, History history, Beginning beginning) {
        this.pages = pages;
        this.engine = engine;
        this.history = history;
        this.beginning = beginning;
    }

    public Reply page(Visit visit) throws IOException {
        Snapshot seen = engine.get();
        if (!visit.isEngineWide()) {
            var page = visit.engine().queues(new QueueQuery(QueueQuery.Sort.DELIVERIES, "", TOP));
            var model = new TenantModel(page.queues(), page.total(), visit.now());
            return Reply.html(pages.page("overview", visit, model, seen));
        }
        boolean atBeginning = seen.isReachable() && beginning.isOffered(visit);
        return Reply.html(pages.page("dashboard", visit, model(seen, atBeginning, visit.now()), seen));
    }

    private static Model model(Snapshot seen, boolean atBeginning, Instant now) {
        return new Model(seen, Problem.of(seen, now), atBeginning, now);
    }

    /**
     * What all who watch are sent after each look at the engine: the numbers each time, the tables when they are others
     * now, and once in a while for whoever has missed them. For the poller's thread alone.
     */
    public List<Frame> frames(Snapshot seen) {
        var frames = new ArrayList<Frame>();
        Model model = model(seen, false, seen.asked());
        frames.add(Frame.of("fragment", pages.fragment("live", model)));
        var tables = new Tables(seen.queues(), seen.providers(), model.problems());
        if (!tables.equals(shown) || Duration.between(shownAt, seen.asked()).compareTo(TABLES_AGAIN) >= 0) {
            shown = tables;
            shownAt = seen.asked();
            frames.add(Frame.of("fragment", pages.fragment("live-tables", model)));
        }
        if (seen.isReachable()) {
            seen.now()
                    .ifPresent(sample -> frames.add(Frame.of(
                            "point",
                            new String(json(columns(List.of(sample))), java.nio.charset.StandardCharsets.UTF_8))));
        }
        return frames;
    }

    /** {@code /live/dashboard}. */
    public Reply watch(Visit visit, LiveFeed feed) {
        var viewer = feed.join()
                .orElseThrow(
                        () -> new Refusal(503, "Too many watch", "At most " + LiveFeed.MOST + " can; close some."));
        return new Reply.Stream(viewer, visit.signedIn().sessionId());
    }

    /** {@code /data/history?range=15m|24h}: a list of times and one of values for each line. */
    public Reply data(Visit visit) {
        boolean day = visit.choice("range", List.of("15m", "24h")).equals("24h");
        long now = visit.now().getEpochSecond();
        List<Sample> samples = day
                ? history.minutes(now - History.MINUTES_KEPT.toSeconds())
                : history.seconds(now - History.SECONDS_KEPT.toSeconds());
        return Reply.json(json(columns(samples)));
    }

    private static byte[] json(List<List<Double>> columns) {
        return AdminJson.LENIENT.writeValueAsBytes(columns);
    }

    private static List<List<Double>> columns(List<Sample> samples) {
        var columns = new ArrayList<List<Double>>();
        List<ToDoubleFunction<Sample>> lines = List.of(
                Sample::at,
                Sample::accepted,
                Sample::delivered,
                Sample::deferred,
                Sample::bounced,
                Sample::queued,
                Sample::inbound,
                Sample::outbound);
        for (ToDoubleFunction<Sample> line : lines) {
            columns.add(samples.stream()
                    .map(sample -> Math.round(line.applyAsDouble(sample) * 100) / 100.0)
                    .toList());
        }
        return columns;
    }
}

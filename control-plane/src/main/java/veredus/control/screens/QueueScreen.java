package veredus.control.screens;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueDetail;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/** Why is it not moving? One queue: what holds it up, what limits it and where that is written, and what waits in it. */
public final class QueueScreen {
    private static final int MOST_CAUSES = 20;

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /** The page. */
    public record Model(QueueDetail detail, List<QueueCause> causes, Instant now) {
        public String act(String what) {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("do", what);
            parameters.put("queue", detail.queue().queue());
            parameters.put("back", here());
            return Show.url("/act", parameters);
        }

        /** Where its way and limits are explained. */
        public String explain() {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("domain", detail.queue().domain());
            parameters.put("vmta", detail.queue().pool());
            parameters.put("tenant", detail.queue().tenant());
            parameters.put("campaign", detail.queue().campaign());
            return Show.url("/explain", parameters);
        }

        public String here() {
            return Show.url("/queue", "name", detail.queue().queue());
        }

        /** What an operator reads of a cause. */
        public static String name(QueueCause.Kind kind) {
            return switch (kind) {
                case PAUSED -> "Paused by an operator";
                case WITHHELD -> "Ended by an operator, can be undone";
                case RESULTS_NOT_WRITTEN -> "Results cannot be written";
                case RECOVERING -> "Recovering after a start";
                case NO_SOURCE -> "No vMTA of its pool can be used";
                case PROXY_RESTS -> "The proxy rests after failures";
                case NO_ROUTE -> "There is nowhere to send it";
                case RESOLVING -> "The domain is being looked up";
                case BACKOFF -> "The path rests after failures";
                case BACKOFF_MODE -> "Slowed down by an operator";
                case CONNECTIONS_IN_USE -> "All its connections are in use";
                case RATE_LIMIT -> "Its rate is used up";
                case LIMIT -> "A limit that it shares is used up";
                case ENGINE_CONNECTIONS -> "The engine has all its connections";
                case NO_ROOM -> "Waits for room in memory";
                case NEXT_RETRY -> "Waits for its next attempt";
                case ROUTE_GONE -> "Its route is gone; it goes as its domain does";
                case MOVING -> "It is moving";
            };
        }
    }

    public QueueScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        String name = visit.parameter("name")
                .orElseThrow(() -> new Refusal(404, "Which queue?", "Choose one on the page Queues."));
        QueueDetail detail = visit.engine().queue(name);
        List<QueueCause> causes = visit.engine().why(detail.queue().domain()).causes().stream()
                .filter(cause -> cause.queue().equals(name) || cause.queue().isEmpty())
                .limit(MOST_CAUSES)
                .toList();
        return Reply.html(pages.page("queue", visit, new Model(detail, causes, visit.now()), engine.get()));
    }
}

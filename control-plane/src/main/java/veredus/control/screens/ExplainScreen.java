package veredus.control.screens;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import veredus.api.admin.ExplainQuery;
import veredus.api.admin.ExplainView;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/** Where would such mail go, how fast, and which line says so? */
public final class ExplainScreen {
    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The page.
     *
     * @param query what was asked; its domain is empty before anything was
     * @param problem why there is no answer; empty where there is one or nothing was asked
     */
    public record Model(ExplainQuery query, Optional<ExplainView> told, String problem) {
        /** Limits, the retry schedule and durability, in this order. */
        public List<ExplainView.Value> values() {
            return told.map(view -> Stream.of(
                                    view.limits().stream(), view.retry().stream(), Stream.of(view.durability()))
                            .flatMap(each -> each)
                            .toList())
                    .orElse(List.of());
        }

        /** What a setting overrides, without a default that it is itself. */
        public List<ExplainView.Overridden> overrides(ExplainView.Value value) {
            return value.overrides().stream()
                    .filter(under -> value.line() > 0 || under.line() > 0)
                    .toList();
        }
    }

    public ExplainScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        var query = new ExplainQuery(
                visit.parameter("domain").orElse(""),
                visit.parameter("vmta"),
                visit.parameter("tenant"),
                visit.parameter("campaign"),
                visit.parameter("sender"),
                visit.parameter("user"),
                visit.parameter("listener"));
        Optional<ExplainView> told = Optional.empty();
        String problem = "";
        int status = 200;
        if (!query.domain().isEmpty()) {
            try {
                told = Optional.of(visit.engine().explain(query));
            } catch (EngineException refused) {
                if (refused.problem().status() != 422 && refused.problem().status() != 409) {
                    throw refused;
                }
                problem = refused.problem().detail();
                status = refused.problem().status();
            }
        }
        return Reply.html(status, pages.page("explain", visit, new Model(query, told, problem), engine.get()));
    }
}

package veredus.control.web;

import java.util.function.Supplier;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;

/** Pages about what did not go well; each says what to do next. */
public final class ErrorPages {
    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /** What such a page shows. */
    public record Model(int status, String title, String detail) {}

    public ErrorPages(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    Reply.Whole answer(Visit visit, Refusal refusal) {
        var model = new Model(refusal.status(), refusal.title(), refusal.detail());
        if (visit.fragment()) {
            return Reply.html(refusal.status(), pages.fragment("problem", model));
        }
        return Reply.html(refusal.status(), pages.page("error", visit, model, engine.get()));
    }

    /** What the engine refused, as a refusal of ours. */
    static Refusal of(EngineException refused) {
        int status = refused.problem().status();
        String detail = refused.problem().detail();
        return switch (status) {
            case 401 ->
                new Refusal(
                        502,
                        "The engine does not know this control plane",
                        "Its token was removed or changed: see engine-token in web.toml, and veredus token list.");
            case 403 -> new Refusal(403, "The engine does not allow it", detail);
            case 404 ->
                new Refusal(
                        404,
                        "It is not there any more",
                        "Queues and messages go away when their mail has been delivered or has ended. " + detail);
            case 409, 422 -> new Refusal(status, "The engine did not do it", detail);
            default -> new Refusal(502, "The engine refused", refused.problem().title() + ": " + detail);
        };
    }

    static Refusal unreachable() {
        return new Refusal(
                502,
                "The engine does not answer",
                "Whether it runs: systemctl status veredus. Where it is looked for: engine-url in web.toml. "
                        + "Pages work again as soon as it answers.");
    }
}

package veredus.control.screens;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyReply;
import veredus.api.client.EngineException;
import veredus.api.policy.PolicyProblem;
import veredus.control.live.Snapshot;
import veredus.control.start.FirstSetUp;
import veredus.control.start.FirstSetUp.Step;
import veredus.control.start.FirstSetUps;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/**
 * What would be written? The last look at the first set-up: its files as they will be, checked by the engine, and their
 * application, which is all or nothing.
 */
public final class StartReviewScreen {
    private static final String REASON = "first set-up";

    private final Pages pages;
    private final Supplier<Snapshot> engine;
    private final FirstSetUps setUps;

    /**
     * The page.
     *
     * @param told what the engine says of it; empty where it refuses to look
     * @param problem why the last try did not do, or why it cannot be looked at; empty where there is none
     * @param within seconds in which it must be confirmed; 0 for never
     */
    public record Model(
            FirstSetUp said,
            List<TextDiff.OfFile> diff,
            Optional<PolicyComparison> told,
            String problem,
            String reason,
            String within) {
        public boolean mayApply() {
            return told.filter(PolicyComparison::accepted).isPresent();
        }

        public List<PolicyProblem> problems() {
            return told.map(PolicyComparison::problems).orElse(List.of());
        }

        /** The page on which a problem of one of the files is mended; empty for the files of others. */
        public static Optional<String> page(PolicyProblem problem) {
            String file = problem.origin().file();
            return !file.contains("/set-up-")
                    ? Optional.empty()
                    : Optional.of(StartScreen.path(
                            file.contains("server")
                                    ? Step.HOST
                                    : file.contains("vmtas") ? Step.ADDRESSES : Step.ACCESS));
        }
    }

    public StartReviewScreen(Pages pages, Supplier<Snapshot> engine, FirstSetUps setUps) {
        this.pages = pages;
        this.engine = engine;
        this.setUps = setUps;
    }

    private FirstSetUp said() {
        return setUps.begun().orElse(FirstSetUp.NOTHING);
    }

    /** All files as they would be. */
    private static Map<String, String> candidate(FirstSetUp said, Standing standing) {
        var candidate = new TreeMap<>(standing.files());
        candidate.putAll(said.files(standing.files()));
        return candidate;
    }

    public Reply page(Visit visit) throws IOException {
        return said().isOpen(Step.REVIEW) ? page(visit, 200, "") : Reply.seeOther(StartScreen.path(said().next()));
    }

    private Reply page(Visit visit, int status, String problem) throws IOException {
        Standing standing = Standing.of(visit);
        Map<String, String> candidate = candidate(said(), standing);
        Optional<PolicyComparison> told = Optional.empty();
        String fault = problem;
        try {
            told = Optional.of(visit.engine()
                    .compare(new PolicyCompareRequest(
                            Optional.of(candidate),
                            Optional.of(standing.version().id()),
                            Optional.empty(),
                            true)));
        } catch (EngineException refused) {
            fault = fault.isEmpty() ? ConfigReviewScreen.said(refused) : fault;
        }
        var model = new Model(
                said(),
                TextDiff.between(standing.files(), candidate),
                told,
                fault,
                visit.field("reason").orElse(REASON),
                visit.field("within").orElse("0"));
        return Reply.html(status, pages.page("start-review", visit, model, engine.get()));
    }

    /** Puts it in force, all of it or nothing. */
    public Reply apply(Visit visit) throws IOException {
        if (!said().isOpen(Step.REVIEW)) {
            return Reply.seeOther(StartScreen.path(said().next()));
        }
        Optional<String> reason = ConfigReviewScreen.reason(visit);
        if (reason.isEmpty()) {
            return page(visit, 422, "Say why, in up to " + ConfigReviewScreen.LONGEST_REASON + " characters.");
        }
        Standing standing = Standing.of(visit);
        PolicyReply reply;
        try {
            reply = visit.engine()
                    .apply(new PolicyApplyRequest(
                            Optional.of(candidate(said(), standing)),
                            reason,
                            ConfigReviewScreen.within(visit),
                            false,
                            Optional.of(PolicyOrigin.API),
                            Optional.of(standing.version().id())));
        } catch (EngineException refused) {
            return page(visit, 409, ConfigReviewScreen.said(refused));
        }
        if (!reply.accepted()) {
            return page(visit, 422, "It has errors; nothing was written, and the configuration before stays in force.");
        }
        setUps.keep(said().applied(reply.version().orElse("in force"), reply.notes()));
        return Reply.seeOther(StartScreen.path(Step.TEST));
    }
}

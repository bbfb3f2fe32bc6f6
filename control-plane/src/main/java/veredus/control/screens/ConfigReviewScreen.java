package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyReply;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.people.Draft;
import veredus.control.people.Session;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/** What would my change do? The draft beside what is in force: problems, differences, waiting mail; and its application. */
public final class ConfigReviewScreen {
    static final int LONGEST_REASON = 500;

    private static final int QUEUES_SHOWN = 50;

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The page.
     *
     * @param told what the engine says of it, without waiting mail; empty where it refuses to look
     * @param problem why the last try did not do, or why it cannot be looked at; empty where there is none
     */
    public record Model(
            Standing standing,
            List<TextDiff.OfFile> diff,
            Optional<PolicyComparison> told,
            String problem,
            String reason,
            String within,
            Instant now) {
        public boolean mayApply() {
            return !standing.isOutdated()
                    && told.filter(PolicyComparison::accepted).isPresent();
        }
    }

    /**
     * What it would do for waiting mail.
     *
     * @param fault why that is not known; empty where it is
     */
    public record OutlookModel(Optional<PolicyComparison> told, String fault) {
        public List<veredus.api.admin.QueueOutlook> shown() {
            return told.map(all -> all.queues().stream().limit(QUEUES_SHOWN).toList())
                    .orElse(List.of());
        }

        public int left() {
            return told.map(all -> all.queuesChanged() - shown().size()).orElse(0);
        }
    }

    public ConfigReviewScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        return page(visit, 200, "");
    }

    private Reply page(Visit visit, int status, String problem) throws IOException {
        Standing standing = Standing.of(visit);
        Optional<PolicyComparison> told = Optional.empty();
        String said = problem;
        if (standing.draft().isPresent() && !standing.isOutdated()) {
            try {
                told = Optional.of(visit.engine().compare(candidate(standing, true)));
            } catch (EngineException refused) {
                said = said.isEmpty() ? said(refused) : said;
            }
        }
        var model = new Model(
                standing,
                TextDiff.between(standing.files(), standing.candidate()),
                told,
                said,
                visit.field("reason").orElse(""),
                visit.field("within").orElse("300"),
                visit.now());
        return Reply.html(status, pages.page("config-review", visit, model, engine.get()));
    }

    private static PolicyCompareRequest candidate(Standing standing, boolean checkOnly) {
        return new PolicyCompareRequest(
                Optional.of(standing.candidate()), Optional.of(standing.base()), Optional.empty(), checkOnly);
    }

    /** What would change for waiting mail: of the draft, or of an earlier version. A part of a page. */
    public Reply outlook(Visit visit) throws IOException {
        OutlookModel model;
        try {
            Optional<String> version = visit.parameter("version");
            PolicyCompareRequest request = version.isPresent()
                    ? new PolicyCompareRequest(Optional.empty(), Optional.empty(), version, false)
                    : candidate(Standing.of(visit), false);
            model = new OutlookModel(Optional.of(visit.engine().compare(request)), "");
        } catch (EngineException refused) {
            model = new OutlookModel(Optional.empty(), said(refused));
        }
        return Reply.html(pages.page("config-outlook", visit, model, engine.get()));
    }

    /** Puts the draft in force. */
    public Reply apply(Visit visit) throws IOException {
        Session session = visit.signedIn().session();
        Draft draft = session.draft()
                .orElseThrow(
                        () -> Refusal.unusable("Nothing is changed: open a file on the page Configuration first."));
        Optional<String> reason = reason(visit);
        if (reason.isEmpty()) {
            return page(visit, 422, "Say why, in up to " + LONGEST_REASON + " characters: it stands in the history.");
        }
        Standing standing = Standing.of(visit);
        PolicyReply reply;
        try {
            reply = visit.engine()
                    .apply(new PolicyApplyRequest(
                            Optional.of(standing.candidate()),
                            reason,
                            within(visit),
                            false,
                            Optional.of(PolicyOrigin.API),
                            Optional.of(draft.base())));
        } catch (EngineException refused) {
            return page(visit, 409, said(refused));
        }
        if (!reply.accepted()) {
            return page(visit, 422, "It has errors, and the configuration before stays in force.");
        }
        session.keep(Draft.of(draft.base()));
        session.tell(new Session.Notice(sentence("In force", reply), false, Optional.empty()));
        return Reply.seeOther("/config");
    }

    /** What is in force now, and what needs a restart. */
    static String sentence(String begin, PolicyReply reply) {
        return begin + ": version " + Show.version(reply.version().orElse("")) + "."
                + (reply.notes().isEmpty()
                        ? ""
                        : " " + Character.toUpperCase(reply.notes().getFirst().charAt(0))
                                + String.join("; ", reply.notes()).substring(1) + ".");
    }

    /** Lets the draft go. */
    public Reply discard(Visit visit) {
        Session session = visit.signedIn().session();
        session.draft().ifPresent(draft -> session.keep(Draft.of(draft.base())));
        session.tell(
                new Session.Notice("Your changes are gone; nothing of them was in force.", false, Optional.empty()));
        return Reply.seeOther("/config");
    }

    /** Takes the changes over to the version that is in force now; files of both are then as in the draft. */
    public Reply rebase(Visit visit) throws IOException {
        Session session = visit.signedIn().session();
        String now = Standing.of(visit).version().id();
        session.draft().ifPresent(draft -> session.keep(draft.onto(now)));
        return Reply.seeOther("/config/review");
    }

    static Optional<String> reason(Visit visit) {
        return visit.field("reason").filter(text -> text.length() <= LONGEST_REASON);
    }

    /** In which time it must be confirmed; absent for a change that stays. */
    static Optional<Duration> within(Visit visit) {
        return visit.field("within")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Long::parseLong)
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds);
    }

    static String said(EngineException refused) {
        String title = refused.problem().title();
        return Character.toUpperCase(title.charAt(0)) + title.substring(1) + ": "
                + refused.problem().detail() + ".";
    }
}

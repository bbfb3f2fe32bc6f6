package veredus.control.screens;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyReply;
import veredus.api.admin.PolicyRollbackRequest;
import veredus.api.admin.PolicyVersion;
import veredus.api.admin.PolicyVersionFiles;
import veredus.api.admin.ReloadReply;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/** Who changed the configuration, when and why; and the way back: to any version, or out of a change that is on trial. */
public final class ConfigHistoryScreen {
    private static final int ON_A_PAGE = 50;
    private static final String WORD = "rollback";
    private static final List<String> SIDES = List.of("before", "force");

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /** The list. */
    public record ListModel(List<PolicyVersion> versions, int page, boolean hasNext, Instant now) {}

    /**
     * One version.
     *
     * @param against {@code before} or {@code force}: what it is compared with
     * @param other that; absent where there is none before it
     */
    public record Model(
            PolicyVersion version,
            String against,
            Optional<PolicyVersion> other,
            List<TextDiff.OfFile> diff,
            Instant now) {}

    /**
     * The preview of a rollback.
     *
     * @param told what the engine says of it, without waiting mail
     */
    public record RollbackModel(
            PolicyVersion version,
            List<TextDiff.OfFile> diff,
            Optional<PolicyComparison> told,
            String problem,
            String reason,
            String within,
            Instant now) {}

    public ConfigHistoryScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply list(Visit visit) throws IOException {
        int page = visit.number("page", 1, PolicyHistoryPage.MOST / ON_A_PAGE);
        PolicyHistoryPage all = visit.engine().policyHistory(page * ON_A_PAGE);
        List<PolicyVersion> shown =
                all.versions().stream().skip((page - 1L) * ON_A_PAGE).toList();
        boolean next = !all.complete() && page < PolicyHistoryPage.MOST / ON_A_PAGE;
        return Reply.html(
                pages.page("config-history", visit, new ListModel(shown, page, next, visit.now()), engine.get()));
    }

    public Reply version(Visit visit) throws IOException {
        PolicyVersionFiles found = visit.engine().policyVersion(id(visit));
        String against = visit.choice("against", SIDES);
        Optional<PolicyVersionFiles> other = against.equals("before")
                ? before(visit, found.version())
                : visit.engine().status().policy().version().isPresent()
                        ? Optional.of(inForce(visit))
                        : Optional.empty();
        Map<String, String> otherFiles = other.map(PolicyVersionFiles::files).orElse(Map.of());
        var model = new Model(
                found.version(),
                against,
                other.map(PolicyVersionFiles::version),
                TextDiff.between(otherFiles, found.files()),
                visit.now());
        return Reply.html(pages.page("config-version", visit, model, engine.get()));
    }

    private static String id(Visit visit) {
        return visit.either("id")
                .filter(text -> text.matches("[0-9a-f]{4,40}"))
                .orElseThrow(() -> new Refusal(404, "Which version?", "Choose one on the page History."));
    }

    private static PolicyVersionFiles inForce(Visit visit) throws IOException {
        return visit.engine()
                .policyVersion(visit.engine().status().policy().version().orElse(""));
    }

    /** The version that was recorded before this one. */
    private static Optional<PolicyVersionFiles> before(Visit visit, PolicyVersion version) throws IOException {
        // Most looks are at the latest versions, and a version costs the engine a comparison.
        for (int some : List.of(ON_A_PAGE, PolicyHistoryPage.MOST)) {
            List<PolicyVersion> versions = visit.engine().policyHistory(some).versions();
            for (int i = 0; i + 1 < versions.size(); i++) {
                if (versions.get(i).id().equals(version.id())) {
                    return Optional.of(
                            visit.engine().policyVersion(versions.get(i + 1).id()));
                }
            }
        }
        return Optional.empty();
    }

    public Reply rollbackForm(Visit visit) throws IOException {
        return rollbackForm(visit, 200, "");
    }

    private Reply rollbackForm(Visit visit, int status, String problem) throws IOException {
        PolicyVersionFiles target = visit.engine().policyVersion(id(visit));
        Optional<PolicyComparison> told = Optional.empty();
        String said = problem;
        try {
            told = Optional.of(visit.engine()
                    .compare(new PolicyCompareRequest(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(target.version().id()),
                            true)));
        } catch (EngineException refused) {
            said = said.isEmpty() ? ConfigReviewScreen.said(refused) : said;
        }
        var model = new RollbackModel(
                target.version(),
                TextDiff.between(inForce(visit).files(), target.files()),
                told,
                said,
                visit.field("reason").orElse(""),
                visit.field("within").orElse("300"),
                visit.now());
        return Reply.html(status, pages.page("config-rollback", visit, model, engine.get()));
    }

    public Reply rollback(Visit visit) throws IOException {
        String id = id(visit);
        Optional<String> reason = ConfigReviewScreen.reason(visit);
        if (reason.isEmpty()) {
            return rollbackForm(visit, 422, "Say why: it stands in the history.");
        }
        if (!visit.field("word").filter(WORD::equals).isPresent()) {
            return rollbackForm(visit, 422, "Type the word " + WORD + " to confirm.");
        }
        try {
            PolicyReply reply = visit.engine()
                    .rollback(new PolicyRollbackRequest(
                            Optional.of(id), reason, ConfigReviewScreen.within(visit), Optional.of(PolicyOrigin.API)));
            return reply.accepted()
                    ? done(visit, ConfigReviewScreen.sentence("Rolled back", reply))
                    : rollbackForm(
                            visit,
                            422,
                            "That version cannot be used any more: "
                                    + reply.problems().getFirst());
        } catch (EngineException refused) {
            return rollbackForm(visit, 409, ConfigReviewScreen.said(refused));
        }
    }

    /** Leaves in force what is on trial. */
    public Reply confirm(Visit visit) throws IOException {
        visit.engine().confirmPolicy();
        return done(visit, "Confirmed: it stays in force.");
    }

    /** Puts back at once what was before the change that is on trial. */
    public Reply takeBack(Visit visit) throws IOException {
        PolicyReply reply = visit.engine()
                .rollback(new PolicyRollbackRequest(
                        Optional.empty(),
                        ConfigReviewScreen.reason(visit).or(() -> Optional.of("taken back on the web")),
                        Optional.empty(),
                        Optional.of(PolicyOrigin.API)));
        if (!reply.accepted()) {
            throw Refusal.unusable("What was before cannot be used any more: "
                    + reply.problems().getFirst());
        }
        return done(visit, ConfigReviewScreen.sentence("Taken back", reply));
    }

    /** Puts the files on disk in force. */
    public Reply reload(Visit visit) throws IOException {
        ReloadReply reply = visit.engine().reload();
        if (!reply.accepted()) {
            throw Refusal.unusable("The files on disk have errors, and the configuration before stays in force: "
                    + reply.problems().getFirst());
        }
        return done(visit, "The files on disk are in force: " + String.join("; ", reply.notes()) + ".");
    }

    private static Reply done(Visit visit, String told) {
        visit.signedIn().session().tell(new Session.Notice(told, false, Optional.empty()));
        return Reply.seeOther("/config");
    }

    /** Which side of a comparison another version is on, as a URL. */
    public static String url(PolicyVersion version, String against) {
        return Show.url("/config/version", "id", version.id()) + "&against=" + against;
    }
}

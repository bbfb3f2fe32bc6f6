package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PendingView;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.UndoRequest;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/**
 * What may I safely do now? Every action has the same five parts: a preview with counts, a reason, an end, a way back where
 * there is one, and a typed word where there is none. It is done only while the count is the one that was shown.
 */
public final class ActScreen {
    private static final List<String> ACTIONS = List.of("pause", "resume", "retry", "move", "delete", "bounce");
    private static final Duration LONGEST_PAUSE = Duration.ofDays(30);
    private static final int LONGEST_REASON = 500;

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The form.
     *
     * @param scope which mail, as fields of the form
     * @param preview what it would concern
     * @param back where the form was opened
     * @param problem why the last try did not do; empty at first
     * @param given what was filled in
     */
    public record Model(
            String action,
            Map<String, String> scope,
            String said,
            ActionReply preview,
            String back,
            String problem,
            Map<String, String> given) {
        public boolean isEnding() {
            return action.equals("delete") || action.equals("bounce");
        }

        public String value(String field, String usual) {
            return given.getOrDefault(field, usual);
        }

        /** Whether it was asked for without a way back, so that the word must be typed. */
        public boolean needsWord() {
            return isEnding() && value("undo", "").equals("0");
        }

        public String title() {
            return switch (action) {
                case "pause" -> "Pause";
                case "resume" -> "Resume";
                case "retry" -> "Retry now";
                case "move" -> "Move to another pool or campaign";
                case "delete" -> "Delete";
                default -> "Bounce";
            };
        }

        /** What it does, in a sentence. */
        public String meaning() {
            return switch (action) {
                case "pause" -> "No new attempt is made; what is in flight ends. New mail waits, too.";
                case "resume" -> "Attempts go on where they are due.";
                case "retry" -> "All of it is due at once; limits of the site still hold.";
                case "move" -> "It waits in the other queue with its due times and attempts.";
                case "delete" -> "The mail goes away without a notice to its senders.";
                default -> "The mail ends, and its senders get a notice of failure.";
            };
        }
    }

    /** What is under way and can be taken back. */
    public record PendingModel(List<PendingView> pending, Instant now) {
        public static String said(QueueFilter filter) {
            return Scope.said(filter);
        }
    }

    public ActScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply form(Visit visit) throws IOException {
        return form(visit, 200, "");
    }

    private Reply form(Visit visit, int status, String problem) throws IOException {
        String action = action(visit);
        QueueFilter filter = filter(visit);
        ActionReply preview = action.equals("move")
                ? visit.engine()
                        .move(new MoveRequest(
                                filter,
                                visit.field("to-pool"),
                                visit.field("to-campaign")
                                        .or(() -> filter.campaign().or(() -> Optional.of(""))),
                                true,
                                Optional.empty(),
                                Optional.empty()))
                : visit.engine()
                        .act(
                                QueueAction.valueOf(action.toUpperCase(java.util.Locale.ROOT)),
                                ActionRequest.preview(filter));
        var model = new Model(
                action,
                Scope.fields(filter),
                Scope.said(filter),
                preview,
                back(visit),
                problem,
                new LinkedHashMap<>(visit.form()));
        String template = visit.fragment() ? "act-dialog" : "act";
        return Reply.html(status, pages.page(template, visit, model, engine.get()));
    }

    private static String action(Visit visit) {
        return visit.either("do")
                .filter(ACTIONS::contains)
                .orElseThrow(() -> new Refusal(404, "There is no such action", "Choose one on the page Queues."));
    }

    private static QueueFilter filter(Visit visit) {
        QueueFilter filter = Scope.of(visit::either);
        if (filter.isEmpty()) {
            throw Refusal.unusable("Say which mail is meant: open the action from a queue or a group of queues.");
        }
        return filter;
    }

    /** A page of ours to go back to, whatever was asked for. */
    private static String back(Visit visit) {
        return visit.either("back")
                .filter(path -> path.matches("/[^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]{0,2000}"))
                .orElse("/queues");
    }

    public Reply act(Visit visit) throws IOException {
        String action = action(visit);
        QueueFilter filter = filter(visit);
        Optional<String> reason = visit.field("reason").filter(text -> text.length() <= LONGEST_REASON);
        if (reason.isEmpty()) {
            return form(visit, 422, "Say why, in up to " + LONGEST_REASON + " characters: others will ask.");
        }
        Optional<Long> expected = visit.field("expected")
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(Long::parseLong);
        ActionReply reply;
        try {
            switch (action) {
                case "move" -> {
                    Optional<String> pool = visit.field("to-pool");
                    Optional<String> campaign = visit.field("to-campaign");
                    if (pool.isEmpty() && campaign.isEmpty()) {
                        return form(visit, 422, "Say where to: a pool, a vMTA or a campaign.");
                    }
                    reply = visit.engine().move(new MoveRequest(filter, pool, campaign, false, expected, reason));
                }
                case "delete", "bounce" -> {
                    Duration window = seconds(visit, "undo", 600, Duration.ofDays(7));
                    if (window.isZero()
                            && !visit.field("word").filter(action::equals).isPresent()) {
                        return form(visit, 422, "There is no way back: type the word " + action + " to confirm.");
                    }
                    reply = act(visit, action, filter, expected, Optional.empty(), reason, window);
                }
                case "pause" -> {
                    Duration length = seconds(visit, "for", 900, LONGEST_PAUSE);
                    Optional<Duration> end = length.isZero() ? Optional.empty() : Optional.of(length);
                    reply = act(visit, action, filter, expected, end, reason, Duration.ZERO);
                }
                default -> reply = act(visit, action, filter, expected, Optional.empty(), reason, Duration.ZERO);
            }
        } catch (EngineException refused) {
            return form(
                    visit, 422, "The engine did not do it: " + refused.problem().detail());
        }
        if (!reply.done()) {
            return form(visit, 409, "Meanwhile the count is another one. Look at it, and confirm again.");
        }
        visit.signedIn().session().tell(new Session.Notice(sentence(reply.message()), false, reply.undo()));
        return Reply.seeOther(back(visit));
    }

    private static ActionReply act(
            Visit visit,
            String action,
            QueueFilter filter,
            Optional<Long> expected,
            Optional<Duration> length,
            Optional<String> reason,
            Duration undo)
            throws IOException {
        return visit.engine()
                .act(
                        QueueAction.valueOf(action.toUpperCase(java.util.Locale.ROOT)),
                        new ActionRequest(
                                filter,
                                false,
                                expected,
                                length,
                                reason,
                                undo.isZero() ? Optional.empty() : Optional.of(undo)));
    }

    private static Duration seconds(Visit visit, String field, long usual, Duration longest) {
        long seconds = visit.field(field)
                .filter(text -> text.matches("[0-9]{1,8}"))
                .map(Long::parseLong)
                .orElse(usual);
        return Duration.ofSeconds(Math.min(seconds, longest.toSeconds()));
    }

    private static String sentence(String text) {
        return text.isEmpty() ? "Done." : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    public Reply pending(Visit visit) throws IOException {
        var model = new PendingModel(visit.engine().pending().pending(), visit.now());
        return Reply.html(pages.page("pending", visit, model, engine.get()));
    }

    public Reply undo(Visit visit) throws IOException {
        String id = visit.field("id").orElseThrow(() -> Refusal.unusable("Say what is to be undone."));
        ActionReply reply = visit.engine()
                .undo(new UndoRequest(id, visit.field("reason").or(() -> Optional.of("undone on the web"))));
        visit.signedIn().session().tell(new Session.Notice(sentence(reply.message()), false, Optional.empty()));
        return Reply.seeOther(back(visit));
    }
}

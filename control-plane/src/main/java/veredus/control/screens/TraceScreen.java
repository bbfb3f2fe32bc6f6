package veredus.control.screens;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/**
 * What exactly did the other side say? One conversation now, line by line: with a queued message, which is delivered by it,
 * or without one, up to the answer to RCPT.
 */
public final class TraceScreen {
    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The page.
     *
     * @param message the id of a queued message; empty to probe
     * @param recipient an address or, to probe, a domain
     * @param told what was said; absent before anything was asked
     */
    public record Model(
            String message, String recipient, String sender, String vmta, Optional<TraceView> told, String problem) {
        public boolean isProbe() {
            return message.isEmpty();
        }

        /** Who speaks in a line, in a word. */
        public static String speaker(TraceView.Line line) {
            return switch (line.speaker()) {
                case NOTE -> "note";
                case CLIENT -> "we";
                case SERVER -> "they";
            };
        }

        public static String after(TraceView.Line line) {
            return String.format(java.util.Locale.ROOT, "%.3f", line.afterMillis() / 1000.0);
        }

        /** Whether the line is a reply that refuses. */
        public static boolean isRefusal(TraceView.Line line) {
            return line.speaker() == TraceView.Speaker.SERVER && line.text().matches("(?s)[45][0-9][0-9][ -].*");
        }
    }

    public TraceScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply form(Visit visit) {
        return page(visit, 200, Optional.empty(), "");
    }

    private Reply page(Visit visit, int status, Optional<TraceView> told, String problem) {
        var model = new Model(
                visit.either("message").orElse(""),
                visit.either("recipient").orElse(""),
                visit.either("sender").orElse(""),
                visit.either("vmta").orElse(""),
                told,
                problem);
        return Reply.html(status, pages.page("trace", visit, model, engine.get()));
    }

    /** Has the conversation; answers when it is over. */
    public Reply trace(Visit visit) throws IOException {
        Optional<String> message = visit.field("message");
        Optional<String> recipient = visit.field("recipient");
        if (message.isEmpty() && recipient.isEmpty()) {
            return page(visit, 422, Optional.empty(), "Say whom to ask: an address, a domain, or the id of a message.");
        }
        // Every domain that takes mail has a postmaster (RFC 5321 4.5.1).
        Optional<String> address =
                recipient.map(text -> text.indexOf('@') < 0 && message.isEmpty() ? "postmaster@" + text : text);
        try {
            TraceView told = visit.engine()
                    .trace(new TraceRequest(address.orElse(""), visit.field("sender"), visit.field("vmta"), message));
            return page(visit, 200, Optional.of(told), "");
        } catch (EngineException refused) {
            if (refused.problem().status() == 401 || refused.problem().status() == 403) {
                throw refused;
            }
            return page(visit, 422, Optional.empty(), ConfigReviewScreen.said(refused));
        }
    }
}

package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.SystemView;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/** Is the machine under it well? Version, disk, spool, certificates, and what keeps mail from being taken. */
public final class SystemScreen {
    private static final Duration SOON = Duration.ofDays(21);

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /** The page. */
    public record Model(EngineStatus status, SystemView system, Instant now) {
        /** How a certificate is, as the class of a tag. */
        public String mood(SystemView.CertificateView certificate) {
            return certificate
                    .until()
                    .map(until -> until.isBefore(now) ? "bad" : until.isBefore(now.plus(SOON)) ? "warn" : "good")
                    .orElse("bad");
        }

        public String word(SystemView.CertificateView certificate) {
            return switch (mood(certificate)) {
                case "good" -> "valid";
                case "warn" -> "expires soon";
                default -> certificate.until().isPresent() ? "expired" : "unreadable";
            };
        }
    }

    public SystemScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        var model = new Model(visit.engine().status(), visit.engine().system(), visit.now());
        return Reply.html(pages.page("system", visit, model, engine.get()));
    }
}

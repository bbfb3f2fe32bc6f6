package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.AuditPage;
import veredus.api.admin.AuditRecord;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/** Who changed what, when and why. */
public final class AuditScreen {
    private static final List<String> SPANS = List.of("24h", "1h", "7d", "all");
    private static final Map<String, Duration> LENGTHS =
            Map.of("1h", Duration.ofHours(1), "24h", Duration.ofHours(24), "7d", Duration.ofDays(7));
    private static final int READ = 2_000;
    private static final int SHOWN = 300;

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The page.
     *
     * @param complete whether all of the span was looked through and is shown
     */
    public record Model(String span, String filter, List<AuditRecord> records, boolean complete, Instant now) {}

    public AuditScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        String span = visit.choice("since", SPANS);
        String filter = visit.parameter("q").orElse("");
        Optional<Instant> since = Optional.ofNullable(LENGTHS.get(span)).map(visit.now()::minus);
        AuditPage page = visit.engine().audit(since, READ);
        String wanted = filter.toLowerCase(Locale.ROOT);
        List<AuditRecord> found = page.records().stream()
                .filter(record -> !isPreview(record))
                .filter(record -> wanted.isEmpty() || text(record).contains(wanted))
                .toList();
        var model = new Model(
                span,
                filter,
                found.stream().limit(SHOWN).toList(),
                page.complete() && found.size() <= SHOWN,
                visit.now());
        return Reply.html(pages.page("audit", visit, model, engine.get()));
    }

    /** A count before an action: the engine keeps it, but nothing was changed. */
    private static boolean isPreview(AuditRecord record) {
        return record.what().contains("\"dryRun\":true") && record.status() < 400;
    }

    private static String text(AuditRecord record) {
        return String.join(
                        " ",
                        record.who(),
                        record.from(),
                        record.action(),
                        record.what(),
                        record.reason(),
                        record.outcome())
                .toLowerCase(Locale.ROOT);
    }
}

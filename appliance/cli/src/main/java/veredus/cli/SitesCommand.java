package veredus.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.SiteCounts;
import veredus.api.admin.SitePage;
import veredus.api.admin.SiteQuery;
import veredus.api.admin.SiteView;

/** {@code veredus sites}. */
@Command(
        name = "sites",
        description = {
            "List receiving sites: what waits, connections, and what came of the last minute, 15 and 60 minutes.",
            "OK, LATER and BAD are recipients delivered, deferred and failed for good."
        },
        mixinStandardHelpOptions = true)
final class SitesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--sort", defaultValue = "QUEUED", description = "${COMPLETION-CANDIDATES}, of the last hour.")
    private SiteQuery.Sort sort;

    @Option(names = "--site", defaultValue = "", description = "Part of the name.")
    private String site;

    @Option(names = "--vmta", description = "Only what is sent by this vMTA.")
    private @Nullable String vmta;

    @Option(names = "--limit", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1 || limit > QueueQuery.MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is from 1 to " + QueueQuery.MOST);
        }
        var query = new SiteQuery(sort, site, Optional.ofNullable(vmta), limit);
        SitePage page = engine.ask(client -> client.sites(query));
        spec.commandLine().getOut().println(engine.isJson() ? EngineOptions.line(page) : text(page, Look.of(spec)));
        return ExitCode.OK;
    }

    private static String text(SitePage page, Look look) {
        var table = new Table(
                "SITE",
                "READY",
                "WAITING",
                "CONNECTIONS",
                "OK 1m",
                "LATER",
                "BAD",
                "OK 15m",
                "LATER",
                "BAD",
                "OK 60m",
                "LATER",
                "BAD",
                "LAST ERROR");
        for (SiteView site : page.sites()) {
            table.add(
                    site.site().isEmpty() ? "-" : site.site(),
                    site.ready(),
                    site.scheduled(),
                    site.connections() + "/" + site.connectionLimit() + (site.backoff() > 0 ? " rests" : ""),
                    site.minute().delivered(),
                    site.minute().deferred(),
                    site.minute().bounced(),
                    site.quarter().delivered(),
                    site.quarter().deferred(),
                    site.quarter().bounced(),
                    site.hour().delivered(),
                    site.hour().deferred(),
                    site.hour().bounced(),
                    site.lastErrorAt()
                            .map(when -> when + " " + site.lastError())
                            .orElse(""));
        }
        SiteCounts others = page.others();
        return table.in(look)
                + (page.total() > page.sites().size()
                        ? System.lineSeparator() + page.sites().size() + " of " + page.total()
                                + " sites; see --limit and --site"
                        : "")
                + (others.equals(SiteCounts.NONE)
                        ? ""
                        : System.lineSeparator() + "not counted one by one, in the last hour: " + others.delivered()
                                + " delivered, " + others.deferred() + " deferred, " + others.bounced() + " failed");
    }
}

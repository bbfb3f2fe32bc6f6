package veredus.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.api.admin.AuditPage;
import veredus.api.admin.AuditRecord;
import veredus.world.real.RealTime;

/** {@code veredus audit}: who changed what in a running engine. */
@Command(
        name = "audit",
        description = "Show who changed what, the latest first; it needs an admin's token.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--since", paramLabel = "TIME", converter = Age.class, description = "Not longer ago, such as 24h.")
    private @Nullable Duration since;

    @Option(names = "--limit", defaultValue = "100", description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1 || limit > AuditPage.MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is from 1 to " + AuditPage.MOST);
        }
        Optional<Instant> from = Optional.ofNullable(since).map(new RealTime().now()::minus);
        AuditPage page = engine.ask(client -> client.audit(from, limit));
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(page));
            return ExitCode.OK;
        }
        var table = new Table("WHEN", "WHO", "FROM", "STATUS", "ACTION", "WHAT", "REASON", "OUTCOME");
        for (AuditRecord record : page.records()) {
            table.add(
                    record.when(),
                    record.who(),
                    record.from(),
                    new Look.Painted(
                            Integer.toString(record.status()), record.status() >= 400 ? Look.Hue.BAD : Look.Hue.NONE),
                    record.action(),
                    record.what(),
                    record.reason(),
                    record.outcome());
        }
        out.println(table.in(Look.of(spec)));
        return ExitCode.OK;
    }
}

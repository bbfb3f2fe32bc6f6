package veredus.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.admin.QueueWhy;
import veredus.api.policy.Origin;

/** {@code veredus queue}: the queues of a running engine. */
@Command(name = "queue", description = "Look at queues and act on them.", mixinStandardHelpOptions = true)
final class QueueCommand implements Callable<Integer> {
    private static final String BY_HAND = "by hand";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(name = "list", description = "List queues.", mixinStandardHelpOptions = true)
    int list(
            @Mixin EngineOptions engine,
            @Option(names = "--sort", defaultValue = "DELIVERIES", description = "${COMPLETION-CANDIDATES}.")
                    QueueQuery.Sort sort,
            @Option(names = "--filter", defaultValue = "", description = "Part of the name.") String filter,
            @Option(names = "--limit", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        if (limit < 1 || limit > QueueQuery.MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is from 1 to " + QueueQuery.MOST);
        }
        QueuePage page = engine.ask(client -> client.queues(new QueueQuery(sort, filter, limit)));
        if (engine.isJson()) {
            out().println(EngineOptions.line(page));
            return ExitCode.OK;
        }
        var table = new Table("QUEUE", "DELIVERIES", "READY", "FLYING", "DUE", "STATE", "NEXT", "LAST STATUS");
        for (QueueView queue : page.queues()) {
            table.add(
                    queue.queue(),
                    queue.deliveries(),
                    queue.ready(),
                    queue.inFlight(),
                    queue.due(),
                    queue.paused() ? "paused" : "open",
                    queue.earliestDue().map(Object::toString).orElse("-"),
                    queue.lastStatus());
        }
        out().println(table);
        if (page.total() > page.queues().size()) {
            out().println(page.queues().size() + " of " + page.total() + " queues; see --limit and --filter");
        }
        return ExitCode.OK;
    }

    @Command(name = "show", description = "Show one queue and why it does not move.", mixinStandardHelpOptions = true)
    int show(@Mixin EngineOptions engine, @Parameters(paramLabel = "QUEUE", description = "Its name.") String name) {
        QueueDetail detail = engine.ask(client -> client.queue(name));
        out().println(engine.isJson() ? EngineOptions.line(detail) : text(detail));
        return ExitCode.OK;
    }

    @Command(
            name = "why",
            description = "Say why mail for a domain does not move faster, and what to do.",
            mixinStandardHelpOptions = true)
    int why(
            @Mixin EngineOptions engine,
            @Parameters(paramLabel = "DOMAIN", description = "The domain.") String domain) {
        QueueWhy why = engine.ask(client -> client.why(domain));
        out().println(engine.isJson() ? EngineOptions.line(why) : text(why));
        return ExitCode.OK;
    }

    private static String text(QueueWhy why) {
        if (why.causes().isEmpty()) {
            return "no mail for " + Table.printable(why.domain()) + " is queued";
        }
        var text = new StringBuilder();
        for (QueueCause cause : why.causes()) {
            line(text, cause.queue() + ": " + cause.evidence());
            if (!cause.file().isEmpty()) {
                line(text, "    set in " + new Origin(cause.file(), cause.line(), 0));
            }
            line(text, "    do:    " + cause.remedy());
        }
        return text.toString().stripTrailing();
    }

    private static String text(QueueDetail detail) {
        var text = new StringBuilder();
        QueueView queue = detail.queue();
        line(text, queue.queue() + (queue.paused() ? " (paused)" : ""));
        line(
                text,
                queue.deliveries() + " deliveries: " + queue.ready() + " ready, " + queue.inFlight() + " in flight, "
                        + queue.due() + " due");
        detail.reasons().forEach(reason -> line(text, "why:  " + reason));
        line(text, "host: " + String.join(", ", detail.hosts()));
        for (QueueDetail.PathView path : detail.paths()) {
            line(
                    text,
                    "path: " + path.vmta() + " to " + path.site() + ", " + path.state() + ", "
                            + path.connections() + " of " + path.maxConnections() + " connections, " + path.ready()
                            + " ready"
                            + (path.lastStatus().isEmpty() ? "" : ": " + path.lastStatus()));
        }
        detail.recentFailures().forEach(failure -> line(text, "said: " + failure));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String line) {
        text.append(Table.printable(line)).append(System.lineSeparator());
    }

    @Command(name = "pause", description = "Start no further attempts.", mixinStandardHelpOptions = true)
    int pause(
            @Mixin EngineOptions engine,
            @Mixin ActionOptions action,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            converter = Age.class,
                            description = "Resume by itself after it, such as 30m.")
                    @Nullable
                    Duration duration) {
        return act(QueueAction.PAUSE, engine, action.request(Optional.ofNullable(duration), Optional.empty()));
    }

    @Command(name = "resume", description = "Let paused mail go.", mixinStandardHelpOptions = true)
    int resume(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return act(QueueAction.RESUME, engine, action.request(Optional.empty(), Optional.of(BY_HAND)));
    }

    @Command(
            name = "retry",
            aliases = "schedule",
            description = "Make waiting mail due now.",
            mixinStandardHelpOptions = true)
    int retry(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return act(QueueAction.RETRY, engine, action.request(Optional.empty(), Optional.of(BY_HAND)));
    }

    @Command(name = "delete", description = "End mail without notice to senders.", mixinStandardHelpOptions = true)
    int delete(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return end(QueueAction.DELETE, engine, action.request(Optional.empty(), Optional.empty()));
    }

    @Command(name = "bounce", description = "End mail with a notice to senders.", mixinStandardHelpOptions = true)
    int bounce(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return end(QueueAction.BOUNCE, engine, action.request(Optional.empty(), Optional.empty()));
    }

    /** What cannot be undone is counted first, and done only when it is still the same. */
    private int end(QueueAction action, EngineOptions engine, ActionRequest request) {
        if (request.dryRun() || request.expected().isPresent()) {
            return act(action, engine, request);
        }
        ActionReply preview = engine.ask(client -> client.act(action, ActionRequest.preview(request.filter())));
        spec.commandLine().getErr().println(Table.printable(preview.message()));
        return act(
                action,
                engine,
                new ActionRequest(
                        request.filter(),
                        false,
                        Optional.of(preview.deliveries()),
                        Optional.empty(),
                        request.reason()));
    }

    private int act(QueueAction action, EngineOptions engine, ActionRequest request) {
        ActionReply reply = engine.ask(client -> client.act(action, request));
        out().println(engine.isJson() ? EngineOptions.line(reply) : Table.printable(reply.message()));
        return reply.done() || request.dryRun() ? ExitCode.OK : ExitCode.NO;
    }

    /** What is to be done to which mail. */
    static final class ActionOptions {
        @Parameters(paramLabel = "QUEUE", arity = "0..1", description = "The name of one queue.")
        private @Nullable String queue;

        @Mixin
        private FilterOptions filter;

        @Option(names = "--all", description = "All mail is meant.")
        private boolean all;

        @Option(names = "--dry-run", description = "Only count what is meant.")
        private boolean dryRun;

        @Option(
                names = "--expected",
                paramLabel = "N",
                description = "Do nothing when it would be another number of deliveries.")
        private @Nullable Long expected;

        @Option(names = "--reason", paramLabel = "TEXT", description = "For the log and for other operators.")
        private @Nullable String reason;

        ActionRequest request(Optional<Duration> duration, Optional<String> usualReason) {
            QueueFilter meant = filter.filter(queue, all);
            if (meant.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "say which mail: QUEUE, an option such as --domain, or --all");
            }
            Optional<String> given = Optional.ofNullable(reason).or(() -> usualReason);
            if (!dryRun && given.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "say why, with --reason TEXT; or look first, with --dry-run");
            }
            return new ActionRequest(meant, dryRun, Optional.ofNullable(expected), duration, given);
        }
    }
}

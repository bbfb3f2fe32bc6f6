package veredus.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
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
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PendingPage;
import veredus.api.admin.PendingView;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueView;
import veredus.api.admin.QueueWhy;
import veredus.api.admin.UndoRequest;
import veredus.api.client.EngineClient;
import veredus.api.policy.Origin;

/** {@code veredus queue}: the queues of a running engine. */
@Command(
        name = "queue",
        description = "Look at queues and act on them.",
        mixinStandardHelpOptions = true,
        subcommands = {QueueListCommand.class, QueueAgesCommand.class, QueuePriorityCommand.class})
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

    private Look look() {
        return Look.of(spec);
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
        line(text, queue.queue() + " (" + QueueListCommand.state(queue) + ")");
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
        return act(
                QueueAction.PAUSE,
                engine,
                action.request(Optional.ofNullable(duration), Optional.empty(), Optional.empty()));
    }

    @Command(
            name = "backoff",
            description = "Let mail go slowly, by what the policy has for backoff.",
            mixinStandardHelpOptions = true)
    int backoff(
            @Mixin EngineOptions engine,
            @Mixin ActionOptions action,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            converter = Age.class,
                            description = "End by itself after it, such as 30m.")
                    @Nullable
                    Duration duration) {
        return act(
                QueueAction.BACKOFF,
                engine,
                action.request(Optional.ofNullable(duration), Optional.empty(), Optional.empty()));
    }

    @Command(
            name = "normal",
            description = "End backoff, and the rest of paths after failures.",
            mixinStandardHelpOptions = true)
    int normal(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return act(
                QueueAction.NORMAL, engine, action.request(Optional.empty(), Optional.of(BY_HAND), Optional.empty()));
    }

    @Command(name = "resume", description = "Let paused mail go.", mixinStandardHelpOptions = true)
    int resume(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return act(
                QueueAction.RESUME, engine, action.request(Optional.empty(), Optional.of(BY_HAND), Optional.empty()));
    }

    @Command(
            name = "retry",
            aliases = "schedule",
            description = "Make waiting mail due now.",
            mixinStandardHelpOptions = true)
    int retry(@Mixin EngineOptions engine, @Mixin ActionOptions action) {
        return act(QueueAction.RETRY, engine, action.request(Optional.empty(), Optional.of(BY_HAND), Optional.empty()));
    }

    @Command(
            name = "delete",
            description = "End mail without notice to senders; with --undo-within, withhold it first.",
            mixinStandardHelpOptions = true)
    int delete(@Mixin EngineOptions engine, @Mixin ActionOptions action, @Mixin UndoOption undo) {
        return end(QueueAction.DELETE, engine, action.request(Optional.empty(), Optional.empty(), undo.window()));
    }

    @Command(
            name = "bounce",
            description = "End mail with a notice to senders; with --undo-within, withhold it first.",
            mixinStandardHelpOptions = true)
    int bounce(@Mixin EngineOptions engine, @Mixin ActionOptions action, @Mixin UndoOption undo) {
        return end(QueueAction.BOUNCE, engine, action.request(Optional.empty(), Optional.empty(), undo.window()));
    }

    /** Until when it can be taken back. */
    static final class UndoOption {
        @Option(
                names = "--undo-within",
                paramLabel = "TIME",
                converter = Age.class,
                description = "Withhold it so long, such as 10m, and end it then; 'queue undo' brings it back.")
        private @Nullable Duration window;

        Optional<Duration> window() {
            return Optional.ofNullable(window);
        }
    }

    @Command(name = "undo", description = "Bring back mail that is withheld.", mixinStandardHelpOptions = true)
    int undo(
            @Mixin EngineOptions engine,
            @Parameters(paramLabel = "ID", description = "As delete or bounce said it, and 'queue pending' lists.")
                    String id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = BY_HAND,
                            description = "For the log and for other operators (${DEFAULT-VALUE}).")
                    String reason) {
        ActionReply reply = engine.ask(client -> client.undo(new UndoRequest(id, Optional.of(reason))));
        return answer(engine, reply);
    }

    @Command(
            name = "pending",
            description = "List what was deleted or bounced and can still be undone.",
            mixinStandardHelpOptions = true)
    int pending(@Mixin EngineOptions engine) {
        PendingPage page = engine.ask(EngineClient::pending);
        if (engine.isJson()) {
            out().println(EngineOptions.line(page));
            return ExitCode.OK;
        }
        var table = new Table("ID", "ACTION", "DELIVERIES", "UNTIL", "BY", "REASON");
        for (PendingView order : page.pending()) {
            table.add(
                    order.id(),
                    order.undone() ? "undo" : order.action().name().toLowerCase(Locale.ROOT),
                    order.deliveries(),
                    order.until(),
                    order.by(),
                    order.reason());
        }
        out().println(table.in(look()));
        return ExitCode.OK;
    }

    @Command(
            name = "move",
            aliases = "rebind",
            description =
                    "Let mail wait in other queues, to be sent by another pool or route or under another campaign.",
            mixinStandardHelpOptions = true)
    int move(
            @Mixin EngineOptions engine,
            @Mixin ActionOptions action,
            @Option(names = "--to-pool", paramLabel = "POOL", description = "The pool or vMTA to send it by.") @Nullable
                    String pool,
            @Option(
                            names = "--to-route",
                            paramLabel = "NAME",
                            description = "The named route that it is to take; empty for the way of its domain.")
                    @Nullable
                    String route,
            @Option(
                            names = {"--to-campaign", "--to-job"},
                            paramLabel = "NAME",
                            description = "The campaign it is to count for; may be empty.")
                    @Nullable
                    String campaign) {
        MoveRequest request =
                action.move(Optional.ofNullable(pool), Optional.ofNullable(campaign), Optional.ofNullable(route));
        ActionReply reply = engine.ask(client -> client.move(request));
        answer(engine, reply);
        return reply.done() || request.dryRun() ? ExitCode.OK : ExitCode.NO;
    }

    /** What cannot be undone is counted first, and done only when it is still the same. */
    private int end(QueueAction action, EngineOptions engine, ActionRequest request) {
        if (request.dryRun()
                || request.expected().isPresent()
                || request.undoWithin().isPresent()) {
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
                        request.reason(),
                        Optional.empty()));
    }

    private int act(QueueAction action, EngineOptions engine, ActionRequest request) {
        ActionReply reply = engine.ask(client -> client.act(action, request));
        answer(engine, reply);
        return reply.done() || request.dryRun() ? ExitCode.OK : ExitCode.NO;
    }

    private int answer(EngineOptions engine, ActionReply reply) {
        out().println(engine.isJson() ? EngineOptions.line(reply) : Table.printable(reply.message()));
        return ExitCode.OK;
    }
}

package veredus.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.GroupView;
import veredus.api.admin.QueueMode;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;

/** {@code veredus queue list}: queues one by one, or added up. */
@Command(name = "list", description = "List queues.", mixinStandardHelpOptions = true)
final class QueueListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--sort", defaultValue = "DELIVERIES", description = "${COMPLETION-CANDIDATES}.")
    private QueueQuery.Sort sort;

    @Option(names = "--by", description = "Add queues up by what they have in common: ${COMPLETION-CANDIDATES}.")
    private GroupQuery.@Nullable By by;

    @Option(names = "--filter", defaultValue = "", description = "Part of the name.")
    private String filter;

    @Option(names = "--route", paramLabel = "NAME", description = "Only those of that named route.")
    private @Nullable String route;

    @Mixin
    private PlaceOptions place;

    @Option(names = "--limit", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1 || limit > QueueQuery.MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is from 1 to " + QueueQuery.MOST);
        }
        if (by != null && route != null) {
            throw new CommandFailure(ExitCode.USAGE, "--route chooses single queues; leave out --by");
        }
        PrintWriter out = spec.commandLine().getOut();
        Look look = Look.of(spec);
        Optional<GroupQuery.By> together = Optional.ofNullable(by);
        if (together.isPresent()) {
            var query = new GroupQuery(together.get(), filter, limit, place.site(), place.vmta());
            GroupPage groups = engine.ask(client -> client.groups(query));
            out.println(engine.isJson() ? EngineOptions.line(groups) : groups(together.get(), groups, look));
            return ExitCode.OK;
        }
        var query = new QueueQuery(sort, filter, limit, Optional.ofNullable(route), place.site(), place.vmta());
        QueuePage page = engine.ask(client -> client.queues(query));
        out.println(engine.isJson() ? EngineOptions.line(page) : queues(page, look));
        return ExitCode.OK;
    }

    private static String queues(QueuePage page, Look look) {
        var table = new Table("QUEUE", "DELIVERIES", "READY", "FLYING", "DUE", "STATE", "NEXT", "LAST STATUS");
        for (QueueView queue : page.queues()) {
            table.add(
                    queue.queue(),
                    queue.deliveries(),
                    queue.ready(),
                    queue.inFlight(),
                    queue.due(),
                    new Look.Painted(state(queue), state(queue).equals("open") ? Look.Hue.NONE : Look.Hue.CARE),
                    queue.earliestDue().map(Object::toString).orElse("-"),
                    queue.lastStatus());
        }
        return table.in(look) + cut(page.queues().size(), page.total(), " queues");
    }

    /** Whether its mail goes, in one word. */
    static String state(QueueView queue) {
        return queue.paused() ? "paused" : queue.mode() == QueueMode.BACKOFF ? "backoff" : "open";
    }

    private static String groups(GroupQuery.By by, GroupPage page, Look look) {
        var table = new Table(
                by.name(),
                "QUEUES",
                "DELIVERIES",
                "READY",
                "FLYING",
                "WAITING",
                "PAUSED",
                "CONNECTIONS",
                "BACKOFF",
                "LAST STATUS");
        for (GroupView group : page.groups()) {
            table.add(
                    group.name().isEmpty() ? "-" : group.name(),
                    group.queues(),
                    group.deliveries(),
                    group.ready(),
                    group.inFlight(),
                    group.waiting(),
                    group.paused(),
                    group.connections(),
                    group.backoff(),
                    group.lastStatus());
        }
        return table.in(look) + cut(page.groups().size(), page.total(), "");
    }

    /** Says that there is more. */
    static String cut(long shown, long total, String what) {
        return total > shown
                ? System.lineSeparator() + shown + " of " + total + what + "; see --limit and --filter"
                : "";
    }
}

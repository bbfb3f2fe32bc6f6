package veredus.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupView;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueView;

/** One picture of a running engine as lines of text. Pure: it knows no terminal and no clock. */
final class TopFrame {
    private static final int LONGEST_ALARMS = 4;
    private static final int LINES_BESIDE_TABLES = 9;

    private final Sample now;
    private final Optional<Sample> before;
    private final View view;

    /** What the engine said at one time. */
    record Sample(Instant when, EngineStatus status, GroupPage providers, QueuePage queues) {}

    /**
     * How it is to be shown.
     *
     * @param filter part of the names of queues; empty for all
     * @param typing whether the filter is being typed
     * @param frozen whether no new picture is asked for
     */
    record View(Sort sort, String filter, boolean typing, boolean frozen, Terminal.Size size) {
        View sortedBy(Sort other) {
            return new View(other, filter, typing, frozen, size);
        }

        View filtered(String other, boolean still) {
            return new View(sort, other, still, frozen, size);
        }

        View turned() {
            return new View(sort, filter, typing, !frozen, size);
        }

        View on(Terminal.Size other) {
            return new View(sort, filter, typing, frozen, other);
        }
    }

    /** What stands first in both tables. */
    enum Sort {
        DELIVERIES,
        READY,
        FLYING,
        WAITING,
        NAME;

        Sort next() {
            return switch (this) {
                case DELIVERIES -> READY;
                case READY -> FLYING;
                case FLYING -> WAITING;
                case WAITING -> NAME;
                case NAME -> DELIVERIES;
            };
        }
    }

    private TopFrame(Sample now, Optional<Sample> before, View view) {
        this.now = now;
        this.before = before;
        this.view = view;
    }

    /** The lines, none wider than the view and no more of them than it has rows. */
    static List<String> of(Sample now, Optional<Sample> before, View view) {
        return new TopFrame(now, before, view).lines();
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        EngineStatus status = now.status();
        lines.add("veredus top  " + status.hostName() + "  up "
                + Duration.ofSeconds(status.uptimeSeconds())
                        .toString()
                        .substring(2)
                        .toLowerCase(Locale.ROOT) + "  " + now.when() + (view.frozen() ? "  (paused)" : ""));
        lines.add("per second   in " + rate(status, EngineStatus::accepted) + "  out "
                + rate(status, EngineStatus::delivered) + "  deferred " + rate(status, EngineStatus::deferred)
                + "  failed " + rate(status, EngineStatus::bounced));
        lines.add("queued       " + status.queued() + " in " + status.queues() + " queues   connections "
                + status.inboundConnections() + " in, " + status.outboundConnections() + " out   spool free "
                + status.spoolFreeBytes() / (1 << 30) + " GiB");
        alarms(now).stream().limit(LONGEST_ALARMS).forEach(alarm -> lines.add("ALARM        " + alarm));
        int rows = Math.max(2, view.size().rows() - lines.size() - (LINES_BESIDE_TABLES - 3));
        int providers =
                Math.min(rows / 2, Math.min(rows, now.providers().groups().size()));
        lines.add("");
        table(providerTable(providers)).forEach(lines::add);
        lines.add("");
        table(queueTable(rows - providers)).forEach(lines::add);
        lines.add("");
        lines.add(
                view.typing()
                        ? "filter: " + view.filter() + "_"
                        : "q quit  s sort (" + view.sort().name().toLowerCase(Locale.ROOT) + ")  / filter"
                                + (view.filter().isEmpty() ? "" : " (" + view.filter() + ")") + "  p pause");
        return lines.stream()
                .map(Table::printable)
                .map(line -> line.length() > view.size().columns()
                        ? line.substring(0, view.size().columns())
                        : line)
                .limit(view.size().rows())
                .toList();
    }

    private static Stream<String> table(Table table) {
        return table.toString().lines();
    }

    private interface Counter {
        long of(EngineStatus status);
    }

    /** Of the time between two samples; with one, since the start of the engine. */
    private String rate(EngineStatus status, Counter counter) {
        double seconds = before.map(
                        earlier -> Duration.between(earlier.when(), now.when()).toMillis() / 1e3)
                .orElse((double) status.uptimeSeconds());
        long counted = counter.of(status)
                - before.map(earlier -> counter.of(earlier.status())).orElse(0L);
        return String.format(Locale.ROOT, "%.1f", Math.max(0, counted) / Math.max(seconds, 1e-3));
    }

    /** What somebody should look at. */
    static List<String> alarms(Sample sample) {
        var alarms = new ArrayList<String>();
        EngineStatus status = sample.status();
        if (status.admission() != EngineStatus.Admission.OPEN) {
            alarms.add("no new mail is taken: " + status.admission());
        }
        if (status.policy().fileErrors() > 0) {
            alarms.add("the files on disk have " + status.policy().fileErrors() + " errors and are not in force");
        } else if (status.policy().filesDiffer()) {
            alarms.add("the files on disk are not in force; see reload");
        }
        status.policy().confirmBy().ifPresent(until -> alarms.add("the policy goes back at " + until));
        for (GroupView provider : sample.providers().groups()) {
            if (provider.backoff() > 0) {
                alarms.add(named(provider.name()) + ": " + provider.backoff() + " paths rest after failures: "
                        + provider.lastStatus());
            }
        }
        return alarms;
    }

    private static String named(String name) {
        return name.isEmpty() ? "-" : name;
    }

    private Table providerTable(int rows) {
        var table = new Table("PROVIDER", "QUEUED", "READY", "FLYING", "WAITING", "CONN", "BACKOFF", "LAST STATUS");
        now.providers().groups().stream()
                .sorted(providerOrder())
                .limit(rows)
                .forEach(provider -> table.add(
                        named(provider.name()),
                        provider.deliveries(),
                        provider.ready(),
                        provider.inFlight(),
                        provider.waiting(),
                        provider.connections(),
                        provider.backoff(),
                        provider.lastStatus()));
        return table;
    }

    private Comparator<GroupView> providerOrder() {
        return switch (view.sort()) {
            case DELIVERIES -> Comparator.comparingLong(GroupView::deliveries).reversed();
            case READY -> Comparator.comparingLong(GroupView::ready).reversed();
            case FLYING -> Comparator.comparingLong(GroupView::inFlight).reversed();
            case WAITING -> Comparator.comparingLong(GroupView::waiting).reversed();
            case NAME -> Comparator.comparing(GroupView::name);
        };
    }

    private Table queueTable(int rows) {
        var table = new Table("QUEUE", "QUEUED", "READY", "FLYING", "DUE", "STATE", "LAST STATUS");
        now.queues().queues().stream()
                .sorted(queueOrder())
                .limit(rows)
                .forEach(queue -> table.add(
                        queue.queue(),
                        queue.deliveries(),
                        queue.ready(),
                        queue.inFlight(),
                        queue.due(),
                        QueueListCommand.state(queue),
                        queue.lastStatus()));
        return table;
    }

    private Comparator<QueueView> queueOrder() {
        return switch (view.sort()) {
            case DELIVERIES -> Comparator.comparingLong(QueueView::deliveries).reversed();
            case READY -> Comparator.comparingLong(QueueView::ready).reversed();
            case FLYING -> Comparator.comparingLong(QueueView::inFlight).reversed();
            case WAITING -> Comparator.comparingLong(TopFrame::waiting).reversed();
            case NAME -> Comparator.comparing(QueueView::queue);
        };
    }

    private static long waiting(QueueView queue) {
        return queue.deliveries() - queue.ready() - queue.inFlight();
    }
}

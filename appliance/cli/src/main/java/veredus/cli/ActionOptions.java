package veredus.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PriorityRequest;
import veredus.api.admin.QueueFilter;

/** What is to be done to which mail. */
final class ActionOptions {
    @Parameters(paramLabel = "QUEUE", arity = "0..1", description = "The name of one queue; or a domain, as --domain.")
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

    ActionRequest request(Optional<Duration> duration, Optional<String> usualReason, Optional<Duration> undoWithin) {
        return new ActionRequest(
                meant(), dryRun, Optional.ofNullable(expected), duration, reason(usualReason), undoWithin);
    }

    MoveRequest move(Optional<String> pool, Optional<String> campaign, Optional<String> route) {
        return new MoveRequest(
                meant(), pool, campaign, route, dryRun, Optional.ofNullable(expected), reason(Optional.empty()));
    }

    PriorityRequest priority(int to) {
        return new PriorityRequest(
                meant(), Optional.of(to), dryRun, Optional.ofNullable(expected), reason(Optional.empty()));
    }

    private QueueFilter meant() {
        QueueFilter meant = filter.filter(queue, all);
        if (meant.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "say which mail: QUEUE, an option such as --domain, or --all");
        }
        return meant;
    }

    private Optional<String> reason(Optional<String> usual) {
        Optional<String> given = Optional.ofNullable(reason).or(() -> usual);
        if (!dryRun && given.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "say why, with --reason TEXT; or look first, with --dry-run");
        }
        return given;
    }
}

package veredus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.AgeBucket;
import veredus.api.admin.QueueAges;
import veredus.api.policy.DurationText;

/** {@code veredus queue ages}. */
@Command(
        name = "ages",
        description = "Say how old queued mail is; without a filter, all of it.",
        mixinStandardHelpOptions = true)
final class QueueAgesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(paramLabel = "QUEUE", arity = "0..1", description = "The name of one queue.")
    private @Nullable String queue;

    @Mixin
    private FilterOptions filter;

    @Override
    public Integer call() {
        QueueAges ages = engine.ask(client -> client.ages(filter.filter(queue, false)));
        spec.commandLine().getOut().println(engine.isJson() ? EngineOptions.line(ages) : text(ages, Look.of(spec)));
        return ExitCode.OK;
    }

    private static String text(QueueAges ages, Look look) {
        var table = new Table("AGE", "RECIPIENTS", "DELIVERIES");
        for (AgeBucket bucket : ages.buckets()) {
            table.add(
                    bucket.below()
                            .map(bound -> "under " + DurationText.format(bound))
                            .orElse("older"),
                    bucket.recipients(),
                    bucket.deliveries());
        }
        return table.in(look) + System.lineSeparator() + summary(ages);
    }

    private static String summary(QueueAges ages) {
        return (ages.atLeast() || !ages.complete() ? "at least " : "") + ages.recipients() + " recipients in "
                + ages.deliveries() + " deliveries"
                + (ages.inFlight() > 0 ? "; " + ages.inFlight() + " more are in flight" : "")
                + (ages.complete() ? "" : "; there is more than could be counted: narrow the filter");
    }
}

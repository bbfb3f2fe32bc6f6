package veredus.benchmark.relay;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs the same relay work through Postfix and through Veredus: source, MTA with a durable queue, sink, all on loopback.
 *
 * <p>Both stay up over the whole benchmark, each with a sink of its own, and are measured in turn, so that a slow spell
 * of the machine hits both. The one that is not measured has nothing to do. Runs on the thread that calls.
 */
public final class RelayBenchmark {
    private final Plan plan;
    private final Bar bar;

    /** @param terminal whether {@code out} can show a bar that moves */
    public RelayBenchmark(Plan plan, PrintWriter out, boolean terminal) {
        this.plan = plan;
        this.bar = new Bar(out, terminal);
    }

    /** Why it cannot run here, as one line that says what to do; empty when it can. */
    public static Optional<String> obstacle() throws IOException, InterruptedException {
        return PostfixInstance.obstacle();
    }

    /**
     * Measures.
     *
     * @throws NotExactlyOnceException when a message is missing or came twice
     * @throws IOException when one of the programs does not do its part
     */
    public Report run() throws IOException, InterruptedException {
        bar.say(String.format(
                Locale.ROOT,
                "%s against Veredus: %d messages of %d bytes over %d connections, %d runs each",
                PostfixInstance.version(),
                plan.messages(),
                plan.sizeBytes(),
                plan.connections(),
                plan.repeats()));
        Path postfixHome = Files.createDirectories(plan.directory().resolve("postfix"));
        Path veredusHome = Files.createDirectories(plan.directory().resolve("veredus"));
        try (Sink postfixSink = Sink.start(plan.directory(), "nobody");
                Sink veredusSink = Sink.start(plan.directory(), "nobody")) {
            Mta postfix = PostfixInstance.start(postfixHome, postfixSink.port());
            try {
                Mta veredus = VeredusProcess.start(veredusHome, plan.veredus(), veredusSink.port());
                try {
                    return measure(
                            new Side(plan, postfix, postfixSink, plan.directory(), bar),
                            new Side(plan, veredus, veredusSink, plan.directory(), bar));
                } finally {
                    veredus.stop();
                }
            } finally {
                postfix.stop();
            }
        }
    }

    private Report measure(Side postfix, Side veredus) throws IOException, InterruptedException {
        warmUp(postfix, plan.postfixWarmUp());
        warmUp(veredus, plan.warmUp());
        List<Measurement> ofPostfix = new ArrayList<>();
        List<Measurement> ofVeredus = new ArrayList<>();
        for (int number = 1; number <= plan.repeats(); number++) {
            ofPostfix.add(measure(postfix, number));
            ofVeredus.add(measure(veredus, number));
        }
        return new Report(plan, ofPostfix, ofVeredus);
    }

    private void warmUp(Side side, int messages) throws IOException, InterruptedException {
        bar.say(side.name() + " warms up with " + messages + " messages, not measured");
        side.warmUp(messages, "warm-up");
    }

    private Measurement measure(Side side, int number) throws IOException, InterruptedException {
        Measurement run = side.measure(number);
        bar.say(String.format(
                Locale.ROOT,
                "%-8s %d: %6.0f/s end to end, %6.0f/s accepted, %.3f CPU s per 1,000, %.0f MB; foreign CPU %.0f %%,"
                        + " calibration %.0f and %.0f ms",
                side.name(),
                number,
                run.rate(),
                run.acceptRate(),
                run.cpuSecondsPer1000(),
                run.pssMegabytes(),
                run.foreignShare() * 100,
                run.calibrationBefore(),
                run.calibrationAfter()));
        return run;
    }
}

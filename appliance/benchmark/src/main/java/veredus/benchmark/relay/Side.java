package veredus.benchmark.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One MTA with the sink it delivers to: warms it up and measures it, on the thread that calls. */
final class Side {
    private static final Duration STALL_LIMIT = Duration.ofMinutes(1);
    private static final Duration LOG_LIMIT = Duration.ofSeconds(15);
    private static final long PAUSE_MILLIS = 10;
    /** After the last arrival; a duplicate that is on its way shows up in it. */
    private static final long QUIET_MILLIS = 500;

    private final Plan plan;
    private final Mta mta;
    private final Sink sink;
    private final Path directory;
    private final Bar bar;

    Side(Plan plan, Mta mta, Sink sink, Path directory, Bar bar) {
        this.plan = plan;
        this.mta = mta;
        this.sink = sink;
        this.directory = directory;
        this.bar = bar;
    }

    String name() {
        return mta.name();
    }

    void warmUp(int messages, String what) throws IOException, InterruptedException {
        send(messages, "warm", mta.name() + " " + what);
    }

    /** One run; {@code number} counts from 1. */
    Measurement measure(int number) throws IOException, InterruptedException {
        warmUp(plan.rewarm(), "wakes up");
        String tag = "m" + number;
        ProcessTree processes = mta.processes();
        ProcessTree sinkProcesses = sink.processes();
        double calibrationBefore = Calibration.run();
        PeakMemory memory = PeakMemory.watch(processes);
        double machine = ProcessTree.machineCpuSeconds();
        double kernel = ProcessTree.kernelCpuSeconds();
        double own = ProcessTree.ownCpuSeconds();
        double ofSink = sinkProcesses.cpuSeconds();
        double ofMta = processes.cpuSeconds();
        long begun = System.nanoTime();

        Sent sent = send(plan.messages(), tag, mta.name() + " " + number + "/" + plan.repeats());

        ofMta = processes.cpuSeconds() - ofMta;
        double known = ofMta
                + (sinkProcesses.cpuSeconds() - ofSink)
                + (ProcessTree.ownCpuSeconds() - own)
                + (ProcessTree.kernelCpuSeconds() - kernel);
        double all = (System.nanoTime() - begun) / 1e9 * Runtime.getRuntime().availableProcessors();
        double foreign = Math.max(0, ProcessTree.machineCpuSeconds() - machine - known) / all;
        long peak = memory.end();
        double calibrationAfter = Calibration.run();
        requireExactlyOnce(tag);
        return new Measurement(
                plan.messages() / sent.endToEndSeconds,
                plan.messages() / sent.acceptSeconds,
                ofMta / plan.messages() * 1000,
                peak,
                foreign,
                calibrationBefore,
                calibrationAfter);
    }

    private record Sent(double acceptSeconds, double endToEndSeconds) {}

    private Sent send(int messages, String tag, String what) throws IOException, InterruptedException {
        long before = sink.arrivals().count();
        Source source = Source.start(plan, tag, messages, mta.port(), directory);
        try {
            awaitArrivals(before, messages, what);
            long accepted = source.end();
            Thread.sleep(QUIET_MILLIS);
            Sink.Arrivals last = sink.arrivals();
            if (last.count() - before != messages) {
                throw new NotExactlyOnceException(mta.name() + ": " + messages + " messages were sent, "
                        + (last.count() - before) + " arrived at the sink");
            }
            return new Sent((accepted - source.startedNanos()) / 1e9, (last.lastNanos() - source.startedNanos()) / 1e9);
        } finally {
            source.stop();
        }
    }

    private void awaitArrivals(long before, int messages, String what) throws InterruptedException {
        long begun = System.nanoTime();
        long arrived = 0;
        long grew = begun;
        while (arrived < messages && System.nanoTime() - grew < STALL_LIMIT.toNanos()) {
            Thread.sleep(PAUSE_MILLIS);
            long now = sink.arrivals().count() - before;
            grew = now > arrived ? System.nanoTime() : grew;
            arrived = now;
            bar.show(what, arrived, messages, (System.nanoTime() - begun) / 1e9);
        }
        bar.end();
    }

    /**
     * The sink has counted as many as were sent. When the MTA has written down one delivery for each recipient, and each
     * of them needed a 250 of the sink, every message has arrived once.
     */
    private void requireExactlyOnce(String tag) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        DeliveryLog.Tally tally = mta.log().tally(tag);
        while (tally.recipients() < plan.messages() && System.nanoTime() - begun < LOG_LIMIT.toNanos()) {
            Thread.sleep(QUIET_MILLIS);
            tally = mta.log().tally(tag);
        }
        if (tally.recipients() != plan.messages() || tally.lines() != plan.messages()) {
            throw new NotExactlyOnceException(
                    mta.name() + ": " + plan.messages() + " messages were sent, but its log has " + tally.lines()
                            + " deliveries to " + tally.recipients() + " different recipients");
        }
    }
}

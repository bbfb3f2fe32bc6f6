package veredus.engine.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import veredus.benchmark.micro.Letters;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;

/** One step of the structures in which mail waits, with many others waiting: the time must not grow with their number. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class QueueSteps {
    private static final long TICK_MILLIS = 10;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int TENANTS = 20;

    /** Timers set, and deliveries that wait, each in a queue of its own. */
    @Param({"100", "100000"})
    public int waiting;

    private TimerWheel<Integer> wheel = new TimerWheel<>(TICK_MILLIS, 0);
    private FairQueue fair = new FairQueue();
    private final List<TimerWheel.Timer<Integer>> timers = new ArrayList<>();
    private final List<Integer> woken = new ArrayList<>();
    private long nowMillis;
    private int next;

    @Setup
    public void fill() {
        wheel = new TimerWheel<>(TICK_MILLIS, 0);
        fair = new FairQueue();
        for (int i = 0; i < waiting; i++) {
            var timer = new TimerWheel.Timer<Integer>(i);
            timers.add(timer);
            wheel.set(timer, 1 + i * 7919L % HOUR_MILLIS);
            var envelope = Letters.envelope(new MessageId(i + 1), "tenant" + i % TENANTS, "d" + i + ".example");
            fair.add(Delivery.allOf(new Message(envelope, Body.inLog(0, false), 0))
                    .getFirst());
        }
    }

    /** Sets a timer that was set before. */
    @Benchmark
    public void timerMoves() {
        next = (next + 1) % waiting;
        wheel.set(timers.get(next), nowMillis + 1 + next * 7919L % HOUR_MILLIS);
    }

    /** A tick, and what is woken by it set again. */
    @Benchmark
    public int wheelTurns() {
        nowMillis += TICK_MILLIS;
        woken.clear();
        wheel.advance(nowMillis, woken);
        for (Integer one : woken) {
            wheel.set(timers.get(one), nowMillis + HOUR_MILLIS);
        }
        return woken.size();
    }

    /** Takes the delivery whose turn it is, and puts it back. */
    @Benchmark
    public @Nullable Delivery fairTurn() {
        Delivery delivery = fair.poll();
        if (delivery != null) {
            fair.add(delivery);
        }
        return delivery;
    }
}

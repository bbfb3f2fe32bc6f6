package veredus.benchmark.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import veredus.simulator.peer.Latencies;
import veredus.simulator.peer.Letter;
import veredus.simulator.peer.Load;
import veredus.simulator.peer.Sent;
import veredus.simulator.peer.SmtpSource;
import veredus.simulator.peer.SourceWatcher;
import veredus.world.real.RealTime;

/** A source that sends in the background until it is done or told to stop. */
final class Sending {
    private final SmtpSource source;
    private final Thread thread;
    private volatile Sent sent = new Sent(0, 0, 0, 0, Duration.ZERO, new Latencies());

    private Sending(Load load) {
        this.source = new SmtpSource(load, new RealTime(), SourceWatcher.NONE);
        this.thread = Thread.ofPlatform().name("load-source").daemon(true).start(this::send);
    }

    /** Starts to send; {@code perSecond} 0 is as fast as it goes. */
    static Sending start(
            InetSocketAddress target,
            int connections,
            long messages,
            long firstNumber,
            int sizeBytes,
            double perSecond,
            Letter.Writer letters) {
        return new Sending(new Load(target, connections, messages, firstNumber, sizeBytes, true, perSecond, letters));
    }

    private void send() {
        try {
            sent = source.send();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    long accepted() {
        return source.acceptedSoFar();
    }

    /** Waits until everything has been sent. */
    Sent await() throws InterruptedException {
        thread.join();
        return sent;
    }

    /** Sends no more, and waits for what is under way. */
    Sent stop() throws InterruptedException {
        source.stop();
        return await();
    }
}

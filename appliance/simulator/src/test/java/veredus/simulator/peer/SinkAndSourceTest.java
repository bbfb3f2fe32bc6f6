package veredus.simulator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** The sink and the source against each other, over real sockets. */
@Timeout(60)
class SinkAndSourceTest {
    private final RealTime time = new RealTime();
    private final Ledger sent = new Ledger(10_000);
    private final Ledger received = new Ledger(10_000);

    @Test
    void whatIsSentWithPipeliningArrivesOnceAndUnchanged() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            Sent result = source(sink, 8, 500, true).send();
            assertThat(result.accepted()).isEqualTo(500);
            assertThat(received.entries()).isEqualTo(sent.entries()).hasSize(500);
        }
    }

    @Test
    void whatIsSentStepByStepArrivesOnceAndUnchanged() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            source(sink, 2, 50, false).send();
            assertThat(received.entries()).isEqualTo(sent.entries()).hasSize(50);
        }
    }

    @Test
    void theSinkCountsMessagesBytesAndSources() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            source(sink, 3, 30, true).send();
            SinkBook book = sink.book("site");
            assertThat(book.messages()).isEqualTo(30);
            assertThat(book.recipients()).isEqualTo(30);
            assertThat(book.connections()).isEqualTo(3);
            assertThat(book.bytes()).isGreaterThan(30 * 2000);
            assertThat(book.bySource()).containsEntry("127.0.0.1", 30L);
            assertThat(book.arrivals().count()).isEqualTo(30);
        }
    }

    @Test
    void anUnknownMailboxIsRefusedAndTheRestGoesOn() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site", new PeerEffect.RejectUnknown(50)))) {
            Sent result = source(sink, 2, 200, true).send();
            assertThat(result.accepted() + result.refused()).isEqualTo(200);
            assertThat(result.refused()).isBetween(50L, 150L);
            assertThat(sink.book("site").rejections()).isEqualTo(result.refused());
            assertThat(received.entries()).isEqualTo(sent.entries());
        }
    }

    @Test
    void aGreylistingSitePutsOffEveryFirstAttempt() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site", new PeerEffect.Greylist(Duration.ofHours(1))))) {
            Sent result = source(sink, 1, 10, true).send();
            assertThat(result.refused()).isEqualTo(10);
            assertThat(sink.book("site").deferrals()).isEqualTo(10);
        }
    }

    @Test
    void aResetAfterDataLosesTheMessageForBothSides() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site", new PeerEffect.ResetAfterData(100)))) {
            Sent result = source(sink, 1, 3, true).send();
            assertThat(result.lost()).isEqualTo(3);
            assertThat(received.size()).isZero();
            assertThat(sink.book("site").cuts()).isEqualTo(3);
        }
    }

    @Test
    void aDroppedFinalReplyLeavesTheMessageWithTheSink() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site", new PeerEffect.DropFinalReply(100)))) {
            Sent result = source(sink, 1, 3, true).send();
            assertThat(result.lost()).isEqualTo(3);
            assertThat(received.size()).isEqualTo(3);
        }
    }

    @Test
    void aRateLimitEndsTheConnectionAfterItsNumberOfMessages() throws Exception {
        var limit = new PeerEffect.RateLimit(4, Duration.ofHours(1), "421 4.7.28 Too many messages");
        try (SmtpSink sink = sink(Loopback.provider("site", limit))) {
            Sent result = source(sink, 1, 5, true).send();
            assertThat(result.accepted()).isEqualTo(4);
            assertThat(result.lost()).isEqualTo(1);
            assertThat(sink.book("site").deferrals()).isEqualTo(1);
        }
    }

    @Test
    void aPacedSourceKeepsItsRate() throws Exception {
        var stepped = new SteppedTime();
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            var load = new Load(target(sink), 1, 11, 0, 64, true, 10, Letter.toEach(List.of("site.example")));
            Sent result = new SmtpSource(load, stepped, SourceWatcher.NONE).send();
            assertThat(result.took()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void aLetterToSeveralRecipientsArrivesForEachOfThem() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            var load = Load.of(
                    target(sink),
                    1,
                    1,
                    100,
                    number ->
                            new Letter("", List.of("a@site.example", "B@site.example"), List.of("X-Campaign: spring")));
            new SmtpSource(load, time, SourceWatcher.into(sent)).send();
            assertThat(received.entries()).isEqualTo(sent.entries()).hasSize(2);
        }
    }

    @Test
    void theWatcherHearsOfEachMessageBeforeItIsSentAndAfterItIsAccepted() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        var watcher = new SourceWatcher() {
            @Override
            public void sending(long number, Letter letter, int hash) {
                heard.add("sending " + number);
            }

            @Override
            public void accepted(long number, List<String> recipients, int hash) {
                heard.add("accepted " + number + " " + recipients);
            }
        };
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            var load = Load.of(target(sink), 1, 1, 100, Letter.toEach(List.of("site.example")));
            new SmtpSource(load, time, watcher).send();
        }
        assertThat(heard).containsExactly("sending 0", "accepted 0 [u0@site.example]");
    }

    @Test
    void aSourceWithoutServerGivesUpAndSaysWhatIsUnsent() throws Exception {
        int port;
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            port = sink.port();
        }
        var load = Load.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                2,
                10,
                100,
                Letter.toEach(List.of("site.example")));
        Sent result = new SmtpSource(load, new SteppedTime(), SourceWatcher.NONE).send();
        assertThat(result.unsent()).isEqualTo(10);
    }

    private SmtpSink sink(Provider provider) throws IOException {
        return SmtpSink.start(List.of(provider), 0, time, new RealChance(), Optional.of(received));
    }

    private SmtpSource source(SmtpSink sink, int connections, long messages, boolean pipelining) {
        var load = new Load(
                target(sink), connections, messages, 0, 2000, pipelining, 0, Letter.toEach(List.of("site.example")));
        return new SmtpSource(load, time, SourceWatcher.into(sent));
    }

    private static InetSocketAddress target(SmtpSink sink) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port());
    }
}

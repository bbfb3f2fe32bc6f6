package veredus.control.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.world.real.RealTime;

@Timeout(60)
class LiveFeedTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger made = new AtomicInteger();
    private final LiveFeed feed =
            new LiveFeed(new RealTime(), seen -> List.of(Frame.of("n", Integer.toString(made.incrementAndGet()))));

    @Test
    void aFrameIsMadeOnceForAllWhoWatch() throws Exception {
        Viewer one = feed.join().orElseThrow();
        Viewer other = feed.join().orElseThrow();

        feed.accept(Snapshot.NOTHING);

        assertThat(made).hasValue(1);
        assertThat(one.next(LONG)).isEqualTo(other.next(LONG)).isPresent();
    }

    @Test
    void nothingIsMadeForNobody() {
        feed.accept(Snapshot.NOTHING);

        assertThat(made).hasValue(0);
    }

    @Test
    void whoIsSlowLosesTheOldest() throws Exception {
        Viewer slow = feed.join().orElseThrow();
        for (int i = 0; i < Viewer.MOST_WAITING + 3; i++) {
            feed.accept(Snapshot.NOTHING);
        }

        assertThat(slow.next(LONG)).contains(Frame.of("n", "4"));
    }

    @Test
    void thereIsAMostAndWhoLeavesMakesRoom() {
        Viewer first = feed.join().orElseThrow();
        for (int i = 1; i < LiveFeed.MOST; i++) {
            assertThat(feed.join()).isPresent();
        }
        assertThat(feed.join()).isEmpty();

        first.close();
        assertThat(feed.join()).isPresent();
    }

    @Test
    void linesOfAnEventCannotForgeAnother() {
        Frame frame = Frame.of("fragment", "<p>\r\nevent: evil\n\n</p>");

        assertThat(new String(frame.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("event: fragment\ndata: <p>\ndata: event: evil\ndata: \ndata: </p>\n\n");
    }
}

package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupView;
import veredus.api.admin.PolicyState;
import veredus.api.admin.QueueMode;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueView;
import veredus.cli.TopFrame.Sample;
import veredus.cli.TopFrame.Sort;
import veredus.cli.TopFrame.View;

/** The pictures of {@code veredus top}, as text, and its keys. */
class TopFrameTest {
    private static final Instant T0 = Instant.parse("2026-11-25T12:00:00Z");
    private static final View VIEW = new View(Sort.DELIVERIES, "", false, false, new Terminal.Size(24, 80));

    private static Sample sample(int seconds, long delivered, long errors, long backoff) {
        var status = new EngineStatus(
                "1",
                "out.example",
                T0,
                100 + seconds,
                1_000 + delivered,
                delivered,
                7,
                0,
                60,
                2,
                1,
                3,
                4,
                0,
                0,
                5L << 30,
                T0,
                new PolicyState(Optional.empty(), errors > 0, errors, Optional.empty()),
                EngineStatus.Admission.OPEN);
        var groups = List.of(
                new GroupView("big.example", 1, 50, 5, 4, 41, 0, 4, backoff, "421 too many \033[2J connections"),
                new GroupView("small.example", 1, 10, 9, 0, 1, 0, 0, 0, ""));
        return new Sample(
                T0.plusSeconds(seconds),
                status,
                new GroupPage(groups, 2),
                new QueuePage(List.of(queue("big.example", 50, 5), queue("small.example", 10, 9)), 2));
    }

    private static QueueView queue(String domain, long deliveries, long ready) {
        return new QueueView(
                ":default@" + domain + "/all",
                "default",
                "",
                domain,
                "all",
                domain,
                deliveries,
                ready,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                QueueMode.NORMAL,
                "");
    }

    @Test
    void ratesAreOfTheTimeBetweenTwoPictures() {
        List<String> first = TopFrame.of(sample(0, 500, 0, 0), Optional.empty(), VIEW);
        assertThat(first.get(1)).isEqualTo("per second   in 15.0  out 5.0  deferred 0.1  failed 0.0");

        List<String> later = TopFrame.of(sample(2, 700, 0, 0), Optional.of(sample(0, 500, 0, 0)), VIEW);
        assertThat(later.get(1)).isEqualTo("per second   in 100.0  out 100.0  deferred 0.0  failed 0.0");
        assertThat(later.get(2)).contains("60 in 2 queues", "3 in, 4 out", "5 GiB");
    }

    @Test
    void nothingThatPeersSayReachesTheTerminalAndNoLineIsTooLong() {
        var small = new View(Sort.DELIVERIES, "", false, false, new Terminal.Size(12, 60));
        List<String> lines = TopFrame.of(sample(0, 1, 2, 1), Optional.empty(), small);

        assertThat(lines).hasSizeLessThanOrEqualTo(12).allSatisfy(line -> {
            assertThat(line.length()).isLessThanOrEqualTo(60);
            assertThat(line).doesNotContain("\033");
        });
    }

    @Test
    void whatIsWrongIsAnAlarm() {
        assertThat(TopFrame.alarms(sample(0, 1, 0, 0))).isEmpty();
        assertThat(TopFrame.alarms(sample(0, 1, 2, 1)))
                .satisfiesExactly(
                        files -> assertThat(files).contains("2 errors"),
                        path -> assertThat(path).startsWith("big.example: 1 paths rest"));
    }

    @Test
    void theOrderIsWhatIsAskedFor() {
        List<String> byReady = TopFrame.of(sample(0, 1, 0, 0), Optional.empty(), VIEW.sortedBy(Sort.READY));
        List<String> names =
                byReady.stream().filter(line -> line.contains(".example")).toList();
        assertThat(names.get(1)).startsWith("small.example");
        assertThat(byReady.getLast()).contains("s sort (ready)");
    }

    @Test
    void keysSortFilterAndPause() {
        assertThat(TopCommand.after('s', VIEW).sort()).isEqualTo(Sort.READY);
        assertThat(TopCommand.after('p', VIEW).frozen()).isTrue();
        View typing = TopCommand.after('q', TopCommand.after('x', TopCommand.after('/', VIEW)));
        assertThat(typing.filter()).isEqualTo("xq");
        assertThat(typing.typing()).isTrue();
        assertThat(TopCommand.after(127, typing).filter()).isEqualTo("x");
        assertThat(TopCommand.after('\r', typing)).satisfies(done -> {
            assertThat(done.typing()).isFalse();
            assertThat(done.filter()).isEqualTo("xq");
        });
        assertThat(TopCommand.after(27, typing).filter()).isEmpty();
    }
}

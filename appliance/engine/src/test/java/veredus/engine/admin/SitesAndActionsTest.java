package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.GroupView;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.api.admin.SiteCounts;
import veredus.api.admin.SiteQuery;
import veredus.api.admin.SiteView;
import veredus.api.admin.StandingAction;
import veredus.api.admin.StandingAction.Kind;
import veredus.api.admin.SwitchRequest;

/** Which site is slow, and what is in force: over HTTP, in a running engine. */
@Timeout(120)
class SitesAndActionsTest {
    private static final QueueFilter GOOD = QueueActionsTest.domain("good.example");
    private static final QueueFilter LATER = QueueActionsTest.domain("later.example");

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private static SiteQuery query(SiteQuery.Sort sort, String site, Optional<String> vmta) {
        return new SiteQuery(sort, site, vmta, 10);
    }

    private Optional<SiteView> site(String part) throws IOException {
        return house.client().sites(query(SiteQuery.Sort.NAME, part, Optional.empty())).sites().stream()
                .findFirst();
    }

    private String nameOfLater() throws Exception {
        house.send(2, "later.example");
        until(() -> site("later")
                .filter(site -> site.hour().deferred() == 2 && site.scheduled() == 2)
                .isPresent());
        return site("later").orElseThrow().site();
    }

    @Test
    void aSiteSaysWhatWaitsAndHowItHasAnswered() throws Exception {
        nameOfLater();
        house.send(3, "good.example");
        until(() -> site("good").filter(site -> site.hour().delivered() == 3).isPresent());

        var page = house.client().sites(query(SiteQuery.Sort.DEFERRED, "", Optional.of("vmta-1")));
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.others()).isEqualTo(SiteCounts.NONE);
        assertThat(page.sites().getFirst()).satisfies(later -> {
            assertThat(later.site()).contains("later.example");
            assertThat(later.quarter()).isEqualTo(new SiteCounts(0, 2, 0));
            assertThat(later.scheduled()).isEqualTo(2);
            assertThat(later.connectionLimit()).isPositive();
            assertThat(later.lastError()).contains("come back later");
            assertThat(later.lastErrorAt()).isPresent();
        });
        assertThat(page.sites().getLast()).satisfies(good -> {
            assertThat(good.quarter().delivered()).isEqualTo(3);
            assertThat(good.scheduled() + good.ready()).isZero();
            assertThat(good.lastError()).isEmpty();
        });
        assertThat(house.client()
                        .sites(query(SiteQuery.Sort.QUEUED, "", Optional.of("no-such")))
                        .sites())
                .isEmpty();
        assertThat(house.client().metrics())
                .contains("veredus_site_minute_recipients{outcome=\"deferred\",site=\"other\"} 0.0")
                .containsPattern(
                        "veredus_site_minute_recipients\\{outcome=\"delivered\",site=\"mx.good.example[^\"]*\"\\}");
    }

    @Test
    void queuesAreChosenBySiteAndByVmta() throws Exception {
        String later = nameOfLater();
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(3, "good.example");

        assertThat(queues(Optional.of(later), Optional.empty())).containsExactly(":default@later.example/all");
        assertThat(queues(Optional.empty(), Optional.of("vmta-1"))).hasSize(2);
        assertThat(queues(Optional.empty(), Optional.of("vmta-2"))).isEmpty();
        assertThat(house.client()
                        .groups(new GroupQuery(GroupQuery.By.VMTA, "", 10, Optional.empty(), Optional.of("vmta-1")))
                        .groups())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.name()).isEqualTo("vmta-1");
                    assertThat(group.deliveries()).isEqualTo(5);
                    assertThat(group.queues()).isEqualTo(2);
                });
        assertThat(house.client()
                        .groups(new GroupQuery(GroupQuery.By.DOMAIN, "", 10, Optional.of(later), Optional.empty()))
                        .groups())
                .extracting(GroupView::name)
                .containsExactly("later.example");

        assertThat(house.client()
                        .messages(place(Optional.of(later), Optional.empty()), 10)
                        .messages())
                .hasSize(2);
        assertThat(house.client()
                        .act(QueueAction.DELETE, ActionRequest.preview(place(Optional.of(later), Optional.empty())))
                        .deliveries())
                .isEqualTo(2);
        assertThatThrownBy(() -> house.client()
                        .act(
                                QueueAction.PAUSE,
                                ActionRequest.of(place(Optional.empty(), Optional.of("vmta-1")), "listed")))
                .hasMessageContaining("disable the vMTA");
    }

    private List<String> queues(Optional<String> site, Optional<String> vmta) throws IOException {
        return house
                .client()
                .queues(new QueueQuery(QueueQuery.Sort.NAME, "", 10, Optional.empty(), site, vmta))
                .queues()
                .stream()
                .map(QueueView::queue)
                .toList();
    }

    private static QueueFilter place(Optional<String> site, Optional<String> vmta) {
        return new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                site,
                vmta);
    }

    @Test
    void whatIsInForceIsListedWithWhatItHolds() throws Exception {
        nameOfLater();
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "blocked there"));
        house.send(3, "good.example");
        house.client()
                .act(QueueAction.BOUNCE, ActionRequest.of(LATER, "wrong list").undoable(Duration.ofHours(1)));
        house.client()
                .disable(new SwitchRequest(
                        Optional.of("vmta-1"),
                        Optional.empty(),
                        Optional.of(Duration.ofHours(2)),
                        Optional.of("listed")));
        house.restart();

        List<StandingAction> actions = house.client().actions().actions();
        assertThat(actions)
                .extracting(StandingAction::kind)
                .containsExactly(Kind.VMTA_DISABLED, Kind.BOUNCE, Kind.PAUSE);
        assertThat(actions.get(0)).satisfies(off -> {
            assertThat(off.name()).contains("vmta-1");
            assertThat(off.reason()).isEqualTo("listed");
            assertThat(off.recipients()).isEqualTo(3);
            assertThat(off.until()).isPresent();
        });
        assertThat(actions.get(1)).satisfies(bounce -> {
            assertThat(bounce.recipients()).isEqualTo(2);
            assertThat(bounce.deliveries()).isEqualTo(2);
            assertThat(bounce.filter()).contains(LATER);
            assertThat(bounce.name())
                    .contains(house.client().pending().pending().getFirst().id());
        });
        assertThat(actions.get(2)).satisfies(pause -> {
            assertThat(pause.by()).isEqualTo("admin");
            assertThat(pause.filter()).contains(GOOD);
            assertThat(pause.recipients()).isEqualTo(3);
            assertThat(pause.until()).isEmpty();
            assertThat(pause.atLeast()).isFalse();
        });

        house.client().act(QueueAction.RESUME, ActionRequest.of(GOOD, "over"));
        assertThat(house.client().actions().actions())
                .extracting(StandingAction::kind)
                .doesNotContain(Kind.PAUSE);
    }

    @Test
    void aQueueThatWasEmptiedIsNoQueueAnyMore() throws Exception {
        house.client().act(QueueAction.PAUSE, ActionRequest.of(GOOD, "hold"));
        house.send(3, "good.example");
        house.client()
                .move(new MoveRequest(
                        GOOD,
                        Optional.of("vmta-1"),
                        Optional.of("rescue"),
                        false,
                        Optional.empty(),
                        Optional.of("listed")));

        assertThat(queues(Optional.empty(), Optional.empty())).containsExactly("rescue:default@good.example/vmta-1");
        assertThat(house.client().status().queues()).isEqualTo(1);
        assertThat(house.client().metrics()).contains("veredus_queues 1.0");

        house.client().act(QueueAction.DELETE, ActionRequest.of(GOOD, "wrong list"));
        until(() -> house.client().status().queued() == 0);
        assertThat(queues(Optional.empty(), Optional.empty())).isEmpty();
        assertThat(house.client().status().queues()).isZero();
        assertThat(house.client()
                        .groups(new GroupQuery(GroupQuery.By.DOMAIN, "", 10))
                        .total())
                .isZero();
    }
}

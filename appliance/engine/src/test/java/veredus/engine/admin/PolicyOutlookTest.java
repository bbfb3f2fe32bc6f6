package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.admin.RunningHouse.until;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.QueueOutlook;
import veredus.api.policy.PolicyDiff;
import veredus.api.policy.PolicyTexts;

/** What a candidate would change for mail that waits, told over HTTP by an engine that has some. */
@Timeout(120)
class PolicyOutlookTest {
    private static final String QUEUE = ":default@later.example/all";

    @TempDir
    static Path directory;

    private static RunningHouse house;

    @BeforeAll
    static void start() throws Exception {
        house = RunningHouse.open(directory);
        house.send(2, "later.example");
        until(() -> house.client().status().deferred() == 2);
        until(() -> house.client().queue(QUEUE).queue().inFlight() == 0);
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    private static PolicyComparison with(String file, String text) throws Exception {
        Map<String, String> files =
                new TreeMap<>(PolicyTexts.read(house.configuration).files());
        files.merge(file, text, (old, more) -> old + more);
        return house.client().compare(PolicyCompareRequest.of(Optional.of(files)));
    }

    @Test
    void aLimitThatChangesIsToldWithItsLineAndLeavesTheEngineAlone() throws Exception {
        String before = house.client().status().policy().version().orElseThrow();

        PolicyComparison told =
                with("shaping.d/60-test.toml", "[[path]]\ndomain = \"later.example\"\nmax-connections = 3\n");

        assertThat(told.accepted()).isTrue();
        assertThat(told.changes()).extracting(PolicyDiff.Change::kind).containsExactly(PolicyDiff.Kind.ADDED);
        assertThat(told.queues()).hasSize(1);
        QueueOutlook queue = told.queues().getFirst();
        assertThat(queue.queue()).isEqualTo(QUEUE);
        assertThat(queue.deliveries()).isEqualTo(2);
        assertThat(queue.stranded()).isFalse();
        assertThat(queue.effects())
                .contains(new QueueOutlook.Effect("max-connections", "20", "3", "shaping.d/60-test.toml", 3));
        assertThat(house.configuration.resolve("shaping.d/60-test.toml")).doesNotExist();
        assertThat(house.engine().policy().get().paths()).isEmpty();
        assertThat(house.client().status().policy().version()).contains(before);
    }

    @Test
    void mailThatWouldLoseItsWayIsCounted() throws Exception {
        PolicyComparison told = with("routes.toml", "\n[[route]]\ndomain = \"later.example\"\naction = \"reject\"\n");

        assertThat(told.accepted()).isTrue();
        assertThat(told.deliveriesStranded()).isEqualTo(2);
        assertThat(told.queues()).singleElement().satisfies(queue -> {
            assertThat(queue.stranded()).isTrue();
            assertThat(queue.effects()).extracting(QueueOutlook.Effect::name).contains("route", "site");
        });
    }

    @Test
    void aCandidateThatChangesNothingConcernsNoQueue() throws Exception {
        PolicyComparison told = with("retry.toml", "\n# only a comment\n");

        assertThat(told.changes()).isEmpty();
        assertThat(told.queues()).isEmpty();
        assertThat(told.notes()).containsExactly("nothing has changed");
    }

    @Test
    void aCandidateWithAnErrorIsOnlyRefused() throws Exception {
        PolicyComparison told = with("retry.toml", "\n[[retry]]\nintervalls = []\n");

        assertThat(told.accepted()).isFalse();
        assertThat(told.problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains("intervalls"));
        assertThat(told.queues()).isEmpty();
    }
}

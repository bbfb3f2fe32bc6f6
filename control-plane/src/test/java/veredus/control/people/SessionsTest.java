package veredus.control.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import veredus.world.real.RealChance;

class SessionsTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final Sessions sessions = new Sessions(new RealChance(), Duration.ofMinutes(30), Duration.ofHours(2));

    private static Instant after(Duration time) {
        return NOON.plus(time);
    }

    @Test
    void aSessionIsOverWhenItWasNotUsedForSoLong() {
        String id = sessions.begin("kim", NOON).id();

        assertThat(sessions.use(id, after(Duration.ofMinutes(30)))).isPresent();
        assertThat(sessions.use(id, after(Duration.ofMinutes(60)))).isPresent();
        assertThat(sessions.use(id, after(Duration.ofMinutes(91)))).isEmpty();
    }

    @Test
    void watchingIsNoUse() {
        String id = sessions.begin("kim", NOON).id();

        assertThat(sessions.peek(id, after(Duration.ofMinutes(29)))).isPresent();
        assertThat(sessions.peek(id, after(Duration.ofMinutes(31)))).isEmpty();
    }

    @Test
    void aSessionIsOverAfterItsWholeTimeHoweverMuchItIsUsed() {
        String id = sessions.begin("kim", NOON).id();
        for (int minutes = 10; minutes <= 120; minutes += 10) {
            assertThat(sessions.use(id, after(Duration.ofMinutes(minutes)))).isPresent();
        }

        assertThat(sessions.use(id, after(Duration.ofMinutes(121)))).isEmpty();
    }

    @Test
    void eachBeginningHasAnIdAndATokenOfItsOwn() {
        Sessions.Begun one = sessions.begin("kim", NOON);
        Sessions.Begun other = sessions.begin("kim", NOON);

        assertThat(one.id()).isNotEqualTo(other.id()).hasSize(43);
        assertThat(one.session().csrf()).isNotEqualTo(other.session().csrf()).isNotEqualTo(one.id());
    }

    @Test
    void anIdThatNobodyGaveOutIsNoSession() {
        sessions.begin("kim", NOON);

        assertThat(sessions.use("A".repeat(43), NOON)).isEmpty();
    }

    @Test
    void whatIsEndedIsOverAtOnce() {
        Sessions.Begun one = sessions.begin("kim", NOON);
        Sessions.Begun other = sessions.begin("kim", NOON);
        sessions.end(one.id());
        assertThat(sessions.use(one.id(), NOON)).isEmpty();

        sessions.endAllOf("kim");
        assertThat(sessions.use(other.id(), NOON)).isEmpty();
    }

    @Test
    void theOldestOfOnePersonGivesWay() {
        String other = sessions.begin("sam", NOON).id();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= Sessions.MOST_EACH; i++) {
            ids.add(sessions.begin("kim", NOON).id());
        }

        assertThat(sessions.use(ids.getFirst(), NOON)).isEmpty();
        assertThat(sessions.use(ids.get(1), NOON)).isPresent();
        assertThat(sessions.use(ids.getLast(), NOON)).isPresent();
        assertThat(sessions.use(other, NOON)).isPresent();
    }

    @Test
    void aNoticeIsToldOnce() {
        Session session = sessions.begin("kim", NOON).session();
        session.tell(new Session.Notice("done", false, java.util.Optional.empty()));

        assertThat(session.takeNotice()).isPresent();
        assertThat(session.takeNotice()).isEmpty();
    }
}

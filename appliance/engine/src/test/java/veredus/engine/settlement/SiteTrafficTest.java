package veredus.engine.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import veredus.api.accounting.AccountingRecord;
import veredus.api.accounting.AccountingRecord.AttemptFacts;
import veredus.api.accounting.AccountingRecord.MessageFacts;
import veredus.api.admin.SiteCounts;

/** What came of recipients lately, site by site. */
class SiteTrafficTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final SiteTraffic traffic = new SiteTraffic(3);

    private static AttemptFacts attempt(String vmta, String site) {
        return new AttemptFacts(vmta, "q", site, "", "", "", "", "", List.of(), 1, NOON);
    }

    private static MessageFacts message() {
        return new MessageFacts("id", NOON, "", "t", "", "p", "", "smtp", "", "", "", 1, Map.of());
    }

    private void delivered(String vmta, String site, Instant when) {
        traffic.count(List.of(new AccountingRecord.Delivered(
                "1", when, message(), "a@b", Optional.empty(), attempt(vmta, site), "2.0.0", "250 ok")));
    }

    private void deferred(String site, Instant when, String words) {
        traffic.count(List.of(new AccountingRecord.TransientFailure(
                "1",
                when,
                message(),
                "a@b",
                Optional.empty(),
                attempt("mta1", site),
                "4.0.0",
                words,
                "other",
                when.plusSeconds(60))));
    }

    private SiteTraffic.Seen only(Instant now) {
        assertThat(traffic.seen(now)).hasSize(1);
        return traffic.seen(now).getFirst();
    }

    @Test
    void aWindowEndsNowAndTheOldestMinuteCountsInPart() {
        for (int i = 0; i < 100; i++) {
            delivered("mta1", "mx.big", NOON.plusSeconds(10));
        }
        delivered("mta1", "mx.big", NOON.plusSeconds(65));

        assertThat(only(NOON.plusSeconds(59)).minute().delivered()).isEqualTo(100);
        assertThat(only(NOON.plusSeconds(75)).minute().delivered()).isEqualTo(1 + 75);
        assertThat(only(NOON.plusSeconds(120)).minute().delivered()).isEqualTo(1);
        assertThat(only(NOON.plusSeconds(120)).quarter().delivered()).isEqualTo(101);
        assertThat(only(NOON.plus(Duration.ofMinutes(17))).quarter()).isEqualTo(SiteCounts.NONE);
        assertThat(only(NOON.plus(Duration.ofMinutes(17))).hour().delivered()).isEqualTo(101);
        assertThat(only(NOON.plus(Duration.ofMinutes(62))).hour()).isEqualTo(SiteCounts.NONE);
    }

    @Test
    void theRingIsUsedAgainHourAfterHour() {
        for (int minute = 0; minute < 200; minute++) {
            delivered("mta1", "mx.big", NOON.plus(Duration.ofMinutes(minute)));
        }

        assertThat(only(NOON.plus(Duration.ofMinutes(199))).hour()).isEqualTo(new SiteCounts(61, 0, 0));
        assertThat(only(NOON.plus(Duration.ofMinutes(199)).plusSeconds(59))
                        .hour()
                        .delivered())
                .isEqualTo(60);
    }

    @Test
    void whatIsAheadOfAClockThatWasSetBackIsNotCounted() {
        delivered("mta1", "mx.big", NOON);
        delivered("mta1", "mx.big", NOON.minus(Duration.ofHours(3)));

        assertThat(only(NOON.minus(Duration.ofHours(3))).hour().delivered()).isEqualTo(1);
    }

    @Test
    void theLastErrorIsKeptWithItsTimeAndIsBounded() {
        deferred("mx.big", NOON, "451 first");
        deferred("mx.big", NOON.plusSeconds(1), "452 " + "x".repeat(1_000));
        delivered("mta1", "mx.big", NOON.plusSeconds(2));

        SiteTraffic.LastError error = only(NOON.plusSeconds(2)).lastError().orElseThrow();
        assertThat(error.text()).startsWith("452 ").hasSize(SiteTraffic.LONGEST_ERROR);
        assertThat(error.when()).isEqualTo(NOON.plusSeconds(1));
        assertThat(only(NOON.plusSeconds(2)).hour()).isEqualTo(new SiteCounts(1, 2, 0));
    }

    @Test
    void beyondTheBoundSitesAreCountedTogetherUntilOthersHaveBeenSilentForAnHour() {
        delivered("mta1", "mx.one", NOON);
        delivered("mta2", "mx.one", NOON);
        delivered("mta1", "mx.two", NOON);
        delivered("mta1", "mx.three", NOON);
        assertThat(traffic.seen(NOON)).extracting(SiteTraffic.Seen::site).containsExactly("mx.one", "mx.one", "mx.two");
        assertThat(traffic.others(NOON).delivered()).isEqualTo(1);
        assertThat(traffic.othersOfMinute(NOON).delivered()).isEqualTo(1);

        Instant later = NOON.plus(Duration.ofMinutes(62));
        delivered("mta1", "mx.three", later);
        assertThat(traffic.seen(later)).extracting(SiteTraffic.Seen::site).containsExactly("mx.three");
        assertThat(traffic.others(later)).isEqualTo(SiteCounts.NONE);
    }

    @Test
    void whatNoSiteWasAskedAboutIsNotCounted() {
        delivered("", "", NOON);

        assertThat(traffic.seen(NOON)).isEmpty();
        assertThat(traffic.others(NOON)).isEqualTo(SiteCounts.NONE);
    }
}

package veredus.simulator.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a provider remembers, against a clock that the test moves. */
class ProviderModelTest {
    private static final InetAddress ONE = Loopback.address("127.0.0.1");
    private static final InetAddress TWO = Loopback.address("127.0.0.2");
    private final SteppedTime time = new SteppedTime();

    @Test
    void aGreylistedTripleIsPutOffUntilItsDelayHasPassed() {
        ProviderModel model = model(0, new PeerEffect.Greylist(Duration.ofMinutes(5)));
        assertThat(model.recipient(ONE, "a@s", "b@r"))
                .hasValueSatisfying(reply -> assertThat(reply).startsWith("451 4.7.1"));
        time.advance(Duration.ofMinutes(5).minusNanos(1));
        assertThat(model.recipient(ONE, "a@s", "b@r")).isPresent();
        time.advance(Duration.ofNanos(1));
        assertThat(model.recipient(ONE, "a@s", "b@r")).isEmpty();
    }

    @Test
    void anotherRecipientIsGreylistedAfresh() {
        ProviderModel model = model(0, new PeerEffect.Greylist(Duration.ofMinutes(5)));
        assertThat(model.recipient(ONE, "a@s", "b@r")).isPresent();
        time.advance(Duration.ofMinutes(5));
        assertThat(model.recipient(ONE, "a@s", "c@r")).isPresent();
    }

    @Test
    void aRateLimitLetsItsNumberPassInAWindowAndNoMore() {
        ProviderModel model = model(0, new PeerEffect.RateLimit(2, Duration.ofMinutes(1), "421 4.7.28 too fast"));
        assertThat(model.mail(ONE)).isEmpty();
        assertThat(model.mail(ONE)).isEmpty();
        assertThat(model.mail(ONE)).contains("421 4.7.28 too fast");
    }

    @Test
    void aRateLimitStartsANewWindowWhenTheOldOneIsOver() {
        ProviderModel model = model(0, new PeerEffect.RateLimit(1, Duration.ofMinutes(1), "421 4.7.28 too fast"));
        assertThat(model.mail(ONE)).isEmpty();
        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(model.mail(ONE)).isPresent();
        time.advance(Duration.ofNanos(1));
        assertThat(model.mail(ONE)).isEmpty();
    }

    @Test
    void aRateLimitCountsEachSourceForItself() {
        ProviderModel model = model(0, new PeerEffect.RateLimit(1, Duration.ofMinutes(1), "421 4.7.28 too fast"));
        assertThat(model.mail(ONE)).isEmpty();
        assertThat(model.mail(TWO)).isEmpty();
    }

    @Test
    void aConnectionCapRefusesTheOneTooManyUntilAnotherCloses() {
        ProviderModel model = model(0, new PeerEffect.ConnectionCap(1, "421 4.7.0 too many"));
        assertThat(model.opened(ONE)).isEmpty();
        assertThat(model.opened(ONE)).contains("421 4.7.0 too many");
        model.closed(ONE);
        model.closed(ONE);
        assertThat(model.opened(ONE)).isEmpty();
    }

    @Test
    void unknownMailboxesAreTheSameOnesEveryTimeAndAboutTheGivenShare() {
        ProviderModel model = model(0, new PeerEffect.RejectUnknown(20));
        long unknown = 0;
        for (int i = 0; i < 10_000; i++) {
            var first = model.recipient(ONE, "a@s", "user" + i + "@r.example");
            assertThat(model.recipient(TWO, "z@s", "user" + i + "@r.example")).isEqualTo(first);
            unknown += first.isPresent() ? 1 : 0;
        }
        assertThat(unknown).isBetween(1_700L, 2_300L);
    }

    @Test
    void aDeferringSitePutsOffThoseBelowItsShare() {
        var effect = new PeerEffect.Defer(30, "452 4.2.2 over quota");
        assertThat(model(0.29, effect).recipient(ONE, "a@s", "b@r")).contains("452 4.2.2 over quota");
        assertThat(model(0.30, effect).recipient(ONE, "a@s", "b@r")).isEmpty();
    }

    @Test
    void theFirstRefusalInTheListSpeaks() {
        ProviderModel model =
                model(0, new PeerEffect.Defer(100, "450 4.2.0 one"), new PeerEffect.Defer(100, "451 two"));
        assertThat(model.recipient(ONE, "a@s", "b@r")).contains("450 4.2.0 one");
    }

    @Test
    void aReplyThatIsNotTransientIsNoDeferral() {
        assertThatThrownBy(() -> new PeerEffect.Defer(10, "550 no")).hasMessageContaining("550 no");
    }

    private ProviderModel model(double chance, PeerEffect... effects) {
        return new ProviderModel(Loopback.provider("site", effects), time, new FixedChance(chance));
    }

    @Test
    void aProviderLivesOnLoopbackOnly() {
        assertThatThrownBy(() -> new Provider.MailHost("mx", 10, Loopback.address("192.0.2.1")))
                .hasMessageContaining("loopback");
    }

    @Test
    void aProviderNeedsAHost() {
        assertThatThrownBy(() -> new Provider("none", List.of(), List.of(), List.of(), false))
                .hasMessageContaining("none");
    }
}

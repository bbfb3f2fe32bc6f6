package veredus.engine.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import veredus.api.policy.DsnPolicy;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;

/** How many notices a sender gets. */
class SenderCapTest {
    private static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Mailbox NEWS = mailbox("news");

    private final SenderCap cap = new SenderCap();

    private static Mailbox mailbox(String local) {
        return new Mailbox(local, new Domain("sender.example"));
    }

    private static DsnPolicy atMost(int count) {
        return new DsnPolicy(
                true, Optional.empty(), "", true, Optional.empty(), Optional.empty(), Optional.empty(), count, HOUR);
    }

    @Test
    void aSenderGetsAsManyAsPolicyAllowsAndNoMoreWithinTheWindow() {
        for (int i = 0; i < 3; i++) {
            assertThat(cap.allows(NEWS, atMost(3), START)).isTrue();
            cap.sent(NEWS, HOUR, START);
        }
        assertThat(cap.allows(NEWS, atMost(3), START.plus(HOUR).minusMillis(1))).isFalse();
        assertThat(cap.allows(NEWS, atMost(3), START.plus(HOUR))).isTrue();
    }

    @Test
    void theCaseOfAnAddressMakesNoOtherSender() {
        cap.sent(mailbox("News"), HOUR, START);
        assertThat(cap.allows(NEWS, atMost(1), START)).isFalse();
    }

    @Test
    void sendersDoNotUseUpEachOthersNotices() {
        cap.sent(NEWS, HOUR, START);
        assertThat(cap.allows(mailbox("other"), atMost(1), START)).isTrue();
    }

    @Test
    void zeroSetsNoLimit() {
        cap.sent(NEWS, HOUR, START);
        assertThat(cap.allows(NEWS, atMost(0), START)).isTrue();
    }

    @Test
    void manySendersTakeBoundedMemory() {
        for (int i = 0; i <= SenderCap.SENDERS_MAX; i++) {
            cap.sent(mailbox("user" + i), HOUR, START);
        }
        assertThat(cap.senders()).isEqualTo(SenderCap.SENDERS_MAX);
        assertThat(cap.allows(mailbox("user" + SenderCap.SENDERS_MAX), atMost(1), START))
                .isFalse();
    }
}

package veredus.engine.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A message falls apart into deliveries in a way that never changes, since the spool counts on it. */
class DeliveryTest {

    @Test
    void recipientsOfOneDomainShareADeliveryInTheOrderOfFirstAppearance() {
        var deliveries = Samples.deliveries(Samples.envelope("t", "c", 5, "a@x.example", "b@y.example", "c@x.example"));

        assertThat(deliveries).extracting(d -> d.queue().domain().name()).containsExactly("x.example", "y.example");
        assertThat(deliveries.get(0).pending()).extracting(Recipient::number).containsExactly(0, 2);
        assertThat(deliveries).extracting(Delivery::number).containsExactly(0, 1);
    }

    @Test
    void aDomainWithManyRecipientsIsCutIntoSeveralDeliveries() {
        String[] many =
                IntStream.range(0, 250).mapToObj(i -> "r" + i + "@x.example").toArray(String[]::new);

        assertThat(Samples.deliveries(Samples.envelope("t", "c", 5, many)))
                .extracting(d -> d.pending().size())
                .containsExactly(100, 100, 50);
    }

    @Test
    void idsReadBackAsTheyAreShown() {
        var id = new MessageId(0x0123_4567_89AB_CDEFL);

        assertThat(MessageId.parse(id.toString().toLowerCase(java.util.Locale.ROOT)))
                .contains(id);
        assertThat(MessageId.parse("ZZZZZZZZZZZZZ")).isEmpty();
        assertThat(MessageId.parse("short")).isEmpty();
    }
}

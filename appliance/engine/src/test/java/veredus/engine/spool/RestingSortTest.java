package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import veredus.engine.spool.RestingOrder.Resting;

/** The order of the sort is that of the comparison. */
class RestingSortTest {
    private static final long[] DUES = {0, 1, 1L << 40, (1L << 40) + 1, (1L << 42) - 1};

    @Test
    void entriesWithTheSameDueTimesAndFarApartOnesComeInTheirOrder() {
        var chance = new Random(3);
        var catalogue = new Catalogue();
        var expected = new TreeSet<Resting>();
        for (int i = 0; i < 5000; i++) {
            long id = 1 + (chance.nextLong() >>> (1 + chance.nextInt(60)));
            int number = chance.nextInt(3);
            if (catalogue.live.find(id, number) < 0) {
                long entry = catalogue.live.insert(id, number);
                catalogue.rest(entry, Mail.queue("d" + chance.nextInt(5) + ".example"), DUES[chance.nextInt(5)]);
                expected.add(catalogue.resting(entry));
            }
        }
        assertThat(new RestingSort(catalogue).sorted()).containsExactlyElementsOf(expected);
    }
}

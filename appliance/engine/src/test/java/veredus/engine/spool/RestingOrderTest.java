package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.engine.spool.RestingOrder.Resting;

/** The index does what a plain sorted set does. */
@Timeout(60)
class RestingOrderTest {
    private static final class Plain implements RestingOrder {
        private final TreeSet<Resting> set = new TreeSet<>();

        @Override
        public void add(Resting resting) {
            set.add(resting);
        }

        @Override
        public boolean remove(Resting resting) {
            return set.remove(resting);
        }

        @Override
        public List<Resting> first(int queue, long until, int skip, int max) {
            return set.stream()
                    .filter(resting -> resting.queue() == queue && resting.due() <= until)
                    .skip(skip)
                    .limit(max)
                    .toList();
        }

        @Override
        public Iterable<Resting> all() {
            return set;
        }

        @Override
        public OptionalLong earliest(int queue) {
            return set.stream()
                    .filter(resting -> resting.queue() == queue)
                    .mapToLong(Resting::due)
                    .findFirst();
        }

        @Override
        public void close() {}
    }

    @Test
    void itAgreesWithAPlainSetWhateverIsDone() {
        var chance = new Random(11);
        var plain = new Plain();
        for (int i = 0; i < 500; i++) {
            plain.add(resting(chance));
        }
        try (SpoolIndex index = SpoolIndex.of(plain.set)) {
            for (int i = 0; i < 5000; i++) {
                Resting one = resting(chance);
                if (chance.nextBoolean()) {
                    plain.add(one);
                    index.add(one);
                } else {
                    assertThat(index.remove(one)).isEqualTo(plain.remove(one));
                }
                if (i % 10 == 0) {
                    int queue = chance.nextInt(4);
                    long until = chance.nextInt(300);
                    assertThat(index.first(queue, until, 2, 7)).isEqualTo(plain.first(queue, until, 2, 7));
                    assertThat(index.earliest(queue)).isEqualTo(plain.earliest(queue));
                }
            }
        }
    }

    private static Resting resting(Random chance) {
        return new Resting(chance.nextInt(4), chance.nextInt(300), 1 + chance.nextInt(20), chance.nextInt(2));
    }
}

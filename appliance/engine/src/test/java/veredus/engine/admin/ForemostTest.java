package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForemostTest {
    @Test
    void itHasTheSameAsSortingAllAndCutting() {
        List<Integer> numbers = new ArrayList<>(
                IntStream.range(0, 1_000).map(number -> number / 3).boxed().toList());
        Collections.shuffle(numbers, new Random(7));
        var first = new Foremost<Integer>(Comparator.reverseOrder(), 10);

        numbers.forEach(first::add);

        assertThat(first.list())
                .isEqualTo(numbers.stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(10)
                        .toList());
        assertThat(first.seen()).isEqualTo(1_000);
    }

    @Test
    void fewerThanTheLimitAreAllThere() {
        var first = new Foremost<String>(Comparator.naturalOrder(), 10);
        List.of("c", "a", "b").forEach(first::add);

        assertThat(first.list()).containsExactly("a", "b", "c");
    }
}

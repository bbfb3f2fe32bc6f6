package veredus.engine.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Bodies in memory: bounded, the oldest let go first. */
class BodyMemoryTest {
    private static final int SIZE = 10;

    private final BodyMemory memory = new BodyMemory(3 * SIZE);

    @Test
    void aNewBodyTakesThePlaceOfTheOldest() {
        Body first = body();
        Body second = body();
        Body third = body();
        Body fourth = body();
        assertThat(first.inMemory()).isNull();
        assertThat(second.inMemory()).isNotNull();
        assertThat(third.inMemory()).isNotNull();
        assertThat(fourth.inMemory()).isNotNull();
        assertThat(memory.usedBytes()).isEqualTo(3 * SIZE);
    }

    @Test
    void bodiesThatWereLetGoCostTheOthersNothing() {
        Body stuck = body();
        for (int i = 0; i < 1_000; i++) {
            body().forget();
        }
        assertThat(stuck.inMemory()).isNotNull();
        assertThat(memory.usedBytes()).isEqualTo(SIZE);
    }

    @Test
    void aBodyLargerThanTheBoundIsReadFromTheLog() {
        Body held = body();
        Body large = Body.kept(new byte[4 * SIZE], false, memory);
        assertThat(large.inMemory()).isNull();
        assertThat(held.inMemory()).isNotNull();
        assertThat(memory.usedBytes()).isEqualTo(SIZE);
    }

    @Test
    void whatIsReservedIsNotLetGoForBodies() {
        assertThat(memory.reserve(2 * SIZE)).isTrue();
        Body first = body();
        Body second = body();
        assertThat(first.inMemory()).isNull();
        assertThat(second.inMemory()).isNotNull();
        assertThat(memory.reserve(2 * SIZE)).isFalse();
        assertThat(memory.usedBytes()).isLessThanOrEqualTo(3 * SIZE);
    }

    @Test
    void forgettingTwiceReleasesOnce() {
        Body body = body();
        body.forget();
        body.forget();
        assertThat(memory.usedBytes()).isZero();
    }

    private Body body() {
        return Body.kept(new byte[SIZE], false, memory);
    }
}

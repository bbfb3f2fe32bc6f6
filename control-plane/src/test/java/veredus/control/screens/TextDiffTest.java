package veredus.control.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.control.screens.TextDiff.Kind;
import veredus.control.screens.TextDiff.Line;

@Timeout(60)
class TextDiffTest {
    private static String numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    }

    @Test
    void aChangedLineIsShownWithThreeAroundItAndGaps() {
        String before = numbered(1, 30);
        String after = before.replace("line 15\n", "line fifteen\n");

        TextDiff.OfFile file = TextDiff.between(
                        Map.of("a.toml", before, "same.toml", "x"), Map.of("a.toml", after, "same.toml", "x"))
                .getFirst();

        assertThat(file.what()).isEqualTo("changed");
        assertThat(file.added()).isEqualTo(1);
        assertThat(file.removed()).isEqualTo(1);
        assertThat(file.lines())
                .extracting(Line::kind)
                .containsExactly(
                        Kind.GAP,
                        Kind.SAME,
                        Kind.SAME,
                        Kind.SAME,
                        Kind.REMOVED,
                        Kind.ADDED,
                        Kind.SAME,
                        Kind.SAME,
                        Kind.SAME,
                        Kind.GAP);
        assertThat(file.lines().get(4)).isEqualTo(new Line(Kind.REMOVED, 15, 0, "line 15"));
        assertThat(file.lines().get(5)).isEqualTo(new Line(Kind.ADDED, 0, 15, "line fifteen"));
        assertThat(file.lines().get(6)).isEqualTo(new Line(Kind.SAME, 16, 16, "line 16"));
    }

    @Test
    void filesThatComeAndGoAreWhole() {
        List<TextDiff.OfFile> files = TextDiff.between(Map.of("old.toml", "a\nb\n"), Map.of("new.toml", "c\n"));

        assertThat(files).extracting(TextDiff.OfFile::what).containsExactly("added", "removed");
        assertThat(files.getFirst().lines()).containsExactly(new Line(Kind.ADDED, 0, 1, "c"));
        assertThat(files.getLast().lines()).hasSize(2);
    }

    @Test
    void whatIsTooLongIsCountedAndNotCompared() {
        TextDiff.OfFile file = TextDiff.between(
                        Map.of("a.toml", numbered(0, TextDiff.MOST_LINES)), Map.of("a.toml", numbered(1, 3)))
                .getFirst();

        assertThat(file.lines()).isEmpty();
        assertThat(file.complete()).isFalse();
    }

    /** Whatever changes, the lines that stay and those of one side are that side, in its order and with its numbers. */
    @RepeatedTest(50)
    void bothSidesCanBeReadOutOfTheDifference(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        List<String> from = some(random, random.nextInt(60));
        List<String> to = random.nextBoolean() ? some(random, random.nextInt(60)) : edited(random, from);

        List<Line> all = TextDiff.lines(from, to);

        assertThat(side(all, Kind.REMOVED)).isEqualTo(from);
        assertThat(side(all, Kind.ADDED)).isEqualTo(to);
        assertThat(all.stream().map(Line::before).filter(number -> number > 0))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, from.size()).boxed().toList());
        assertThat(all.stream().map(Line::after).filter(number -> number > 0))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, to.size()).boxed().toList());
    }

    private static List<String> some(Random random, int lines) {
        return IntStream.range(0, lines).mapToObj(i -> "l" + random.nextInt(8)).toList();
    }

    private static List<String> edited(Random random, List<String> lines) {
        var edited = new ArrayList<>(lines);
        for (int i = 0; i < 5; i++) {
            int at = random.nextInt(edited.size() + 1);
            if (at < edited.size() && random.nextBoolean()) {
                edited.remove(at);
            } else {
                edited.add(at, "new " + random.nextInt(3));
            }
        }
        return edited;
    }

    private static List<String> side(List<Line> all, Kind own) {
        return all.stream()
                .filter(line -> line.kind() == Kind.SAME || line.kind() == own)
                .map(Line::text)
                .toList();
    }
}

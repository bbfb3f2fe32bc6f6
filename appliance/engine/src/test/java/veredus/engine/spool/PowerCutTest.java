package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the moment of a power cut, no promise is broken; and the check would see it if one were. */
@Timeout(600)
class PowerCutTest {
    /** More of them with {@code -Dveredus.images=N}. */
    private static final int IMAGES = Integer.getInteger("veredus.images", 240);

    /** After each of so many power cuts the recovery is cut short too, at each of its operations. */
    private static final int FIRST_CUTS = 6;

    @Test
    void aPowerCutAfterAnyOperationBreaksNoPromise() throws Exception {
        var disk = new RecordingDisk();
        var story = new Story(disk, 4, 40, 0);
        try (Spool spool = Story.open(disk)) {
            story.live(spool);
        }
        assertThat(story.stored()).isEqualTo(160);
        assertThat(wrongs(disk, story)).isEmpty();
    }

    @Test
    void aSecondPowerCutAtAnyPlaceOfTheRecoveryBreaksNoPromiseEither() throws Exception {
        var disk = new RecordingDisk();
        var story = new Story(disk, 4, 20, 0);
        try (Spool spool = Story.open(disk)) {
            story.live(spool);
        }
        int operations = disk.operations();
        var wrongs = new ArrayList<String>();
        for (int first = 1; first <= FIRST_CUTS; first++) {
            int moment = (int) ((long) first * operations / FIRST_CUTS);
            RecordingDisk recovering = disk.afterPowerCut(moment, first);
            int before = recovering.record();
            Story.open(recovering).close();
            assertThat(recovering.operations()).isGreaterThan(before);
            for (int second = before; second <= recovering.operations(); second++) {
                for (String wrong : wrongsOrRefusal(recovering.afterPowerCut(second, second), story, moment)) {
                    wrongs.add("after " + moment + ", then " + (second - before) + ": " + wrong);
                }
            }
        }
        assertThat(wrongs).isEmpty();
    }

    @Test
    void theCheckSeesAForceThatDoesNothing() throws Exception {
        var disk = new RecordingDisk();
        disk.ignoreForce();
        var story = new Story(disk, 4, 20, 0);
        try (Spool spool = Story.open(disk)) {
            story.live(spool);
        }
        assertThat(wrongs(disk, story)).isNotEmpty();
    }

    @Test
    void theCheckSeesAPromiseThatComesBeforeTheForce() throws Exception {
        var disk = new RecordingDisk();
        var story = new Story(disk, 1, 40, 2);
        try (Spool spool = Story.open(disk)) {
            story.live(spool);
        }
        assertThat(wrongs(disk, story)).isNotEmpty();
    }

    private static List<String> wrongs(RecordingDisk disk, Story story) throws Exception {
        int operations = disk.operations();
        var wrongs = new ArrayList<String>();
        for (int image = 0; image < IMAGES; image++) {
            int moment = (int) ((long) image * operations / IMAGES);
            for (String wrong : wrongsOrRefusal(disk.afterPowerCut(moment, image), story, moment)) {
                wrongs.add("after " + moment + " of " + operations + ": " + wrong);
            }
        }
        return wrongs;
    }

    private static List<String> wrongsOrRefusal(RecordingDisk image, Story story, int moment) {
        try {
            return story.wrongs(image, moment);
        } catch (SpoolException refused) {
            return List.of("refused to open: " + refused.getMessage());
        }
    }
}

package veredus.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whichever write or force fails, nothing that was promised is lost, and the spool goes on. */
@Timeout(60)
class FailureTest {
    @Test
    void eachForceMayFail() throws Exception {
        for (int n = 4; n < 90; n += 3) {
            var disk = new RecordingDisk();
            disk.failForce(n);
            live(disk, "force " + n);
        }
    }

    @Test
    void eachWriteMayFail() throws Exception {
        for (int n = 3; n < 90; n += 3) {
            var disk = new RecordingDisk();
            disk.failWrite(n);
            live(disk, "write " + n);
        }
    }

    private static void live(RecordingDisk disk, String what) throws Exception {
        var story = new Story(disk, 2, 20, 0);
        try (Spool spool = Story.open(disk)) {
            story.live(spool);
        } catch (SpoolException atOpening) {
            return;
        }
        int end = disk.operations();
        var wrongs = new ArrayList<String>(story.wrongs(disk.copy(), end));
        for (int seed = 0; seed < 3; seed++) {
            wrongs.addAll(story.wrongs(disk.afterPowerCut(end * (seed + 1) / 3, seed), end * (seed + 1) / 3));
        }
        assertThat(wrongs).as(what).isEmpty();
    }
}

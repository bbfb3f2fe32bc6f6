package veredus.simulator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a message ends and what is in it, however it is cut. */
class IntakeTest {
    private final Intake intake = new Intake();

    @Test
    void aMessageCutAtAnyPlaceIsReadTheSame() {
        byte[] wire = bytes("Received: x\r\nX-Trial: 42 1000\r\n\r\n..one\r\n\ntwo.\r\n...\r\n.\r\n");
        for (int cut = 0; cut <= wire.length; cut++) {
            intake.begin();
            int taken = intake.stuffed(wire, 0, cut, false);
            taken = intake.ended() ? taken : intake.stuffed(wire, taken, wire.length, false);
            assertThat(taken).isEqualTo(wire.length);
            assertThat(intake.ended()).isTrue();
            assertThat(intake.trace()).isEqualTo(new Trace(42, 1000));
            assertThat(intake.hash()).isEqualTo(crc(".one\r\n\ntwo.\r\n..\r\n"));
        }
    }

    @Test
    void whatFollowsTheFinalDotIsLeft() {
        byte[] wire = bytes("\r\nhi\r\n.\r\nQUIT\r\n");
        intake.begin();
        assertThat(intake.stuffed(wire, 0, wire.length, false)).isEqualTo(wire.length - 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nhi\n.\r\n", "\r\nhi\r\n.\n", "\r\nhi\r\n.\r", "\r\nhi\n.\n", "\r\nhi.\r\n"})
    void onlyADotBetweenTwoCrlfEndsAMessage(String wire) {
        intake.begin();
        intake.stuffed(bytes(wire), 0, wire.length(), false);
        assertThat(intake.ended()).isFalse();
    }

    @Test
    void aMessageThatIsOnlyTheFinalDotIsEmpty() {
        intake.begin();
        assertThat(intake.stuffed(bytes(".\r\n"), 0, 3, false)).isEqualTo(3);
        assertThat(intake.ended()).isTrue();
        assertThat(intake.bytes()).isZero();
    }

    @Test
    void bytesAreCountedWithoutStuffing() {
        byte[] wire = bytes("A: b\r\n\r\n..\r\n.\r\n");
        intake.begin();
        intake.stuffed(wire, 0, wire.length, false);
        assertThat(intake.bytes()).isEqualTo("A: b\r\n\r\n.\r\n".length());
    }

    @Test
    void aStuffedHeaderLineIsCountedOnce() {
        byte[] wire = bytes("..A: b\r\n\r\nx\r\n.\r\n");
        intake.begin();
        intake.stuffed(wire, 0, wire.length, false);
        assertThat(intake.bytes()).isEqualTo(".A: b\r\n\r\nx\r\n".length());
        assertThat(intake.hash()).isEqualTo(crc("x\r\n"));
    }

    @Test
    void rawBytesKeepTheirDots() {
        byte[] wire = bytes("X-Trial: 5 6\r\n\r\n.\r\n..\r\n");
        intake.begin();
        intake.raw(wire, 0, wire.length);
        assertThat(intake.trace()).isEqualTo(new Trace(5, 6));
        assertThat(intake.hash()).isEqualTo(crc(".\r\n..\r\n"));
    }

    @Test
    void aDraftArrivesWithTheChecksumThatItsWriterKnows() {
        for (int size = Load.MIN_SIZE; size < 400; size++) {
            var draft = new Draft(size);
            int hash = draft.write(9, 8, new Letter("a@s", java.util.List.of("b@r"), java.util.List.of()));
            intake.begin();
            intake.stuffed(draft.bytes(), draft.from(), draft.from() + draft.length(), false);
            assertThat(intake.ended()).isTrue();
            assertThat(intake.hash()).isEqualTo(hash);
            assertThat(new String(draft.content(), StandardCharsets.US_ASCII).replace("\r\n", ""))
                    .doesNotContain("\r")
                    .doesNotContain("\n");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int crc(String text) {
        var crc = new CRC32C();
        crc.update(bytes(text));
        return (int) crc.getValue();
    }
}

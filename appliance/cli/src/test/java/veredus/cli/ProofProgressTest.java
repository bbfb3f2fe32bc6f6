package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import veredus.world.real.RealTime;

class ProofProgressTest {
    private final StringWriter text = new StringWriter();

    private ProofProgress on(boolean terminal) {
        return new ProofProgress(new PrintWriter(text), terminal, new RealTime());
    }

    @Test
    void elsewhereThanOnATerminalALineNowAndThen() {
        ProofProgress progress = on(false);
        for (int i = 0; i < 100; i++) {
            progress.at("reload", i, 100);
        }
        progress.found("lost", "0");
        assertThat(text.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("s  reload 0 of 100"),
                        last -> assertThat(last).endsWith("s  lost 0"));
    }

    @Test
    void onATerminalABarMoves() {
        ProofProgress progress = on(true);
        progress.at("reload", 50, 100);
        assertThat(text.toString()).startsWith("\r").endsWith("reload [############............] 50 of 100");
    }

    @Test
    void theEndIsAlwaysShown() {
        ProofProgress progress = on(false);
        progress.at("reload", 1, 100);
        progress.at("reload", 100, 100);
        assertThat(text.toString().lines()).hasSize(2);
    }
}

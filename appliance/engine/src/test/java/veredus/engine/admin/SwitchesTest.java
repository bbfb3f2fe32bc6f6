package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.VmtaView;

/** vMTAs and source addresses that are disabled at run time. */
@Timeout(120)
class SwitchesTest {
    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private static SwitchRequest vmta(Optional<Duration> duration) {
        return new SwitchRequest(Optional.of("vmta-1"), Optional.empty(), duration, Optional.of("listed"));
    }

    private VmtaView first() throws IOException {
        return house.client().vmtas().vmtas().getFirst();
    }

    @Test
    void noMailLeavesByADisabledVmtaUntilItIsEnabledAlsoOverReloadAndRestart() throws Exception {
        house.client().disable(vmta(Optional.empty()));
        house.client().reload();
        house.restart();
        assertThat(first().enabled()).isFalse();
        assertThat(first().switched().orElseThrow().reason()).isEqualTo("listed");
        house.send(1, "good.example");
        until(() -> house.client().queue(":default@good.example/all").reasons().stream()
                .anyMatch(reason -> reason.startsWith("no vMTA of")));
        assertThat(house.internet.sink().messages()).isZero();

        house.client().enable(vmta(Optional.empty()));

        assertThat(first().enabled()).isTrue();
        house.send(1, "good.example");
        until(() -> house.client().status().delivered() >= 1);
    }

    @Test
    void aDisabledVmtaIsEnabledByItselfInTime() throws Exception {
        house.client().disable(vmta(Optional.of(Duration.ofSeconds(1))));
        assertThat(first().switched().orElseThrow().until()).isPresent();

        until(() -> first().enabled());
    }

    @Test
    void aVmtaThatHasLostAllItsAddressesSendsNothing() throws Exception {
        String address = first().addresses().getFirst();
        house.client()
                .disable(new SwitchRequest(
                        Optional.empty(), Optional.of(address), Optional.empty(), Optional.of("listed")));

        assertThat(first().disabled()).containsExactly(address);
        assertThat(first().enabled()).isFalse();
        assertThat(house.engine().policy().get().vmtas().getFirst().enabled()).isFalse();
        assertThat(house.client().vmtas().addresses()).hasSize(1);
    }

    @Test
    void whatIsNotThereCannotBeSwitched() {
        var unknown = new SwitchRequest(Optional.of("other"), Optional.empty(), Optional.empty(), Optional.of("x"));
        assertThatThrownBy(() -> house.client().disable(unknown)).hasMessageContaining("404");
        assertThatThrownBy(() -> house.client().enable(vmta(Optional.empty()))).hasMessageContaining("404");
        assertThatThrownBy(() -> house.client()
                        .disable(new SwitchRequest(
                                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("x"))))
                .hasMessageContaining("422");
    }
}

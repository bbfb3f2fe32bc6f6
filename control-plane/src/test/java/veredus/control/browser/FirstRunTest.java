package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.control.ControlHouse;

/** The first minutes, over TLS with a certificate that vouches for itself, and what is seen when the engine is away. */
@Tag("browser")
@Timeout(300)
class FirstRunTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void needsABrowser() {
        Assumptions.assumeTrue(Browser.isInstalled(), "there is no Chromium; .ci/peers installs it");
    }

    @Test
    void theCodeOfTheTerminalMakesTheFirstAdminAndAnEngineThatGoesAwayIsNoticed() throws Exception {
        try (ControlHouse house = ControlHouse.open(directory, false);
                Browser browser = Browser.start();
                Browser.Tab tab = browser.open(house, ColorScheme.LIGHT)) {
            tab.go("/");
            assertThat(tab.page().locator("h1")).hasText("Make the first admin");
            tab.expectAccessible();
            tab.picture("setup");
            fill(tab, "AAAA-BBBB-CCCC");
            assertThat(tab.page().locator(".problem")).containsText("not the code");
            fill(tab, house.plane().setUpCode().shown());
            assertThat(tab.page().locator("#live-kpi")).isVisible();
            assertThat(house.plane().users().all()).hasSize(1);

            house.stopEngine();
            assertThat(tab.page().locator("#live-state"))
                    .containsText("unreachable", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
            assertThat(tab.page().locator(".problems").first()).containsText("does not answer");
            tab.picture("dashboard-engine-away");
            tab.go("/queues");
            assertThat(tab.page().locator("h1")).hasText("The engine does not answer");
            tab.picture("error-engine-away");
            house.startEngineAgain();
            tab.go("/queues");
            assertThat(tab.page().locator("h1")).hasText("Queues");
            tab.expectNoComplaints();
        }
    }

    private static void fill(Browser.Tab tab, String code) {
        tab.page().getByLabel("Code").fill(code);
        tab.page().getByLabel("Your name").fill("ada");
        tab.page().getByLabel("Password").fill(ControlHouse.PASSWORD);
        tab.page().getByLabel("The same again").fill(ControlHouse.PASSWORD);
        tab.page().getByText("Make the admin").click();
    }
}

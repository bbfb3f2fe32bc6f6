package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static veredus.control.ControlHouse.until;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyVersion;
import veredus.api.client.EngineClient;
import veredus.control.ControlHouse;

/** The configuration is changed, tried, confirmed and taken back in a browser, and the engine does so. */
@Tag("browser")
@Timeout(300)
class ConfigTasksTest {
    private static final String SHAPING = "shaping.d/60-later.toml";
    private static final String FEWER = "[[path]]\ndomain = \"later.example\"\nmax-connections = 3\n";

    @TempDir
    private Path directory;

    private ControlHouse house;
    private Browser browser;
    private Browser.Tab tab;
    private EngineClient client;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "there is no Chromium; .ci/peers installs it");
        house = ControlHouse.withPeople(directory);
        client = house.client();
        browser = Browser.start();
        tab = browser.open(house, ColorScheme.LIGHT).signIn("ada");
    }

    @AfterEach
    void stop() {
        tab.expectNoComplaints();
        tab.close();
        browser.close();
        client.close();
        house.close();
    }

    private Page page() {
        return tab.page();
    }

    private Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void write(String file, String text) {
        tab.go("/config/file?name=" + file);
        page().locator("textarea").fill(text);
    }

    private void apply(String reason) {
        page().getByLabel("Reason").fill(reason);
        button("Apply").click();
    }

    private String version() throws Exception {
        return client.status().policy().version().orElseThrow();
    }

    @Test
    void aFileIsWrittenCheckedReviewedTriedAndConfirmed() throws Exception {
        house.send(4, "later.example", "shop", "weekly");
        until(() -> client.status().deferred() == 4);
        String before = version();
        tab.go("/");
        page().keyboard().press("g");
        page().keyboard().press("c");
        page().getByLabel("Name of a new file").fill(SHAPING);
        button("New").click();

        page().locator("textarea").pressSequentially("[[path]]\ndomain = \"later.example\"\nmax-conections = 3\n");
        Locator fault = page().locator("#faults [data-line]").first();
        assertThat(fault).hasText("line 3");
        assertThat(page().locator("#faults")).containsText("max-connections");
        assertThat(page().locator(".numbers .error")).hasText("3");
        fault.click();
        assertThat((String) page().evaluate("() => String(document.activeElement.value.slice("
                        + "document.activeElement.selectionStart, document.activeElement.selectionEnd))"))
                .isEqualTo("max-conections = 3");
        page().locator("textarea").fill(FEWER);
        assertThat(page().locator("#faults .tag.good")).hasText("no errors");
        page().locator("textarea").press("Control+s");

        assertThat(page()).hasURL(Pattern.compile(".*/config/review$"));
        assertThat(page().locator(".diff .add")).hasCount(3);
        assertThat(page().locator("#outlook")).containsText("weekly:shop@later.example/all");
        assertThat(page().locator("#outlook")).containsText(SHAPING + ":3");
        assertThat(version()).isEqualTo(before);
        apply("they complain");

        assertThat(page().locator(".notice")).containsText("In force: version");
        assertThat(page().locator(".trial time")).hasText(Pattern.compile("[0-9]+ (min|s).*"));
        tab.expectAccessible();
        tab.picture("config-trial");
        assertThat(client.status().policy().confirmBy()).isPresent();
        assertThat(house.configuration().resolve(SHAPING)).content().isEqualTo(FEWER);
        tab.go("/queues");
        // The page looks at itself again every five seconds, and at what is known of the engine.
        assertThat(page().locator("#live-trial"))
                .containsText("on trial", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        page().getByText("Look at it").click();
        button("Confirm: it stays").click();
        assertThat(page().locator(".notice")).containsText("Confirmed");
        assertThat(client.status().policy().confirmBy()).isEmpty();
        PolicyVersion made = client.policyHistory(1).versions().getFirst();
        assertThat(made.author()).isEqualTo("ada via admin");
        assertThat(made.reason()).isEqualTo("they complain");

        tab.go("/explain?domain=later.example");
        page().getByText(SHAPING + ":3").first().click();
        assertThat(page()).hasURL(Pattern.compile(".*line=3$"));
        assertThat(page().locator("textarea")).isFocused();
    }

    @Test
    void whatIsOnTrialIsTakenBackAtOnce() throws Exception {
        String before = version();
        write(SHAPING, FEWER);
        button("Keep and review").click();
        apply("a try");
        button("Roll back now").click();

        assertThat(page().locator(".notice")).containsText("Taken back");
        assertThat(house.configuration().resolve(SHAPING)).doesNotExist();
        assertThat(client.policyHistory(1).versions().getFirst().reason())
                .startsWith("back to " + before.substring(0, 12));
    }

    @Test
    void whoeverIsFasterIsNotWrittenOver() throws Exception {
        write(SHAPING, FEWER);
        button("Keep and review").click();
        assertThat(button("Apply")).isVisible();
        var theirs = new TreeMap<>(client.policyVersion(version()).files());
        theirs.put("shaping.d/50-other.toml", "[[path]]\ndomain = \"good.example\"\nmax-connections = 9\n");
        client.apply(new PolicyApplyRequest(
                Optional.of(theirs),
                Optional.of("theirs"),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty()));

        apply("mine");
        assertThat(page().locator(".caution")).containsText("Somebody was faster");
        assertThat(page().locator(".caution")).containsText("theirs");
        tab.expectAccessible();
        tab.picture("config-outdated");
        assertThat(house.configuration().resolve(SHAPING)).doesNotExist();

        button("Go on with the version in force").click();
        assertThat(page().locator(".diff")).hasCount(1);
        apply("mine, after theirs");
        assertThat(page().locator(".notice")).containsText("In force");
        assertThat(house.configuration().resolve("shaping.d/50-other.toml")).exists();
        assertThat(house.configuration().resolve(SHAPING)).exists();
    }

    @Test
    void anyVersionIsPutBackAfterAPreviewAndATypedWord() throws Exception {
        String first = version();
        write(SHAPING, FEWER);
        button("Keep and review").click();
        page().getByLabel("Goes back by itself").selectOption("0");
        apply("for good");
        assertThat(page().locator(".notice")).isVisible();
        tab.go("/config/history");
        page().locator("tr[data-row]").last().locator("a").first().click();
        page().getByText("Roll back to it").click();
        assertThat(page().locator(".diff .del")).hasCount(3);
        assertThat(page().locator("main")).containsText("max-connections = 3");
        page().getByLabel("Reason").fill("it was better before");
        page().getByLabel("Type rollback to confirm").fill("yes");
        button("Roll back").click();
        assertThat(page().locator(".problem")).containsText("Type the word rollback");
        assertThat(version()).isNotEqualTo(first);

        page().getByLabel("Type rollback to confirm").fill("rollback");
        page().getByLabel("Goes back by itself").selectOption("0");
        button("Roll back").click();
        assertThat(page().locator(".notice")).containsText("Rolled back");
        assertThat(house.configuration().resolve(SHAPING)).doesNotExist();
        assertThat(client.policyHistory(1).versions().getFirst().reason()).endsWith("it was better before");
    }

    @Test
    void editsOnDiskAreShownAndPutInForce() throws Exception {
        Path retry = house.configuration().resolve("retry.toml");
        Files.writeString(retry, "# by hand\n" + Files.readString(retry));
        until(() -> client.status().policy().filesDiffer());
        tab.go("/config");
        assertThat(page().locator(".caution")).containsText("The files on disk are not those in force");
        tab.expectAccessible();
        tab.picture("config-differs");

        button("Put the files on disk in force").click();
        assertThat(page().locator(".notice")).containsText("The files on disk are in force");
        assertThat(client.status().policy().filesDiffer()).isFalse();
    }

    @Test
    void aFileIsRemovedAndTheRemovalTakenBack() throws Exception {
        tab.go("/config/file?name=accounting.toml");
        button("Remove the file").click();
        assertThat(page().locator(".diff .del").first()).isVisible();
        tab.go("/config");
        assertThat(page().locator(".tag.warn"))
                .hasText("removed", new LocatorAssertions.HasTextOptions().setTimeout(10_000));
        page().getByText("accounting.toml").click();
        button("Take my change back").click();
        assertThat(page()).hasURL(Pattern.compile(".*/config$"));
        assertThat(page().locator(".draft")).hasCount(0);
        assertThat(client.policyHistory(10).versions()).hasSize(1);
    }
}

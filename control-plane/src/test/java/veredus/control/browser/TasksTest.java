package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static veredus.control.ControlHouse.until;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.control.ControlHouse;

/** The main task of each screen, from the sign-in to the effect in a running engine. */
@Tag("browser")
@Timeout(300)
class TasksTest {
    private static final String WEEKLY = "weekly:shop@later.example/all";
    private static final String RECEIPTS = "receipts:bank@evil.example/all";

    @TempDir
    static Path directory;

    private static ControlHouse house;
    private static Browser browser;
    private static Browser.Tab tab;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "there is no Chromium; .ci/peers installs it");
        house = ControlHouse.withPeople(directory);
        house.send(6, "later.example", "shop", "weekly");
        house.send(4, "evil.example", "bank", "receipts");
        try (var client = house.client()) {
            until(() -> client.status().deferred() == 10);
        }
        browser = Browser.start();
        tab = browser.open(house, ColorScheme.LIGHT).signIn("ada");
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        tab.expectNoComplaints();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            tab.close();
            browser.close();
        }
        if (house != null) {
            house.close();
        }
    }

    private static Page page() {
        return tab.page();
    }

    private static Locator row(String queue) {
        return page().locator("tr[data-row]").filter(new Locator.FilterOptions().setHasText(queue));
    }

    private static Locator dialog() {
        return page().locator("#dialog");
    }

    private static Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void choose(String queue, String action) {
        row(queue).locator("summary").click();
        row(queue)
                .getByText(action, new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(dialog()).isVisible();
    }

    @Test
    void aQueueIsPausedFromItsRowAndResumedFromItsPage() throws Exception {
        tab.go("/queues");
        choose(WEEKLY, "pause");
        assertThat(dialog().locator(".preview")).containsText("6 recipients");
        tab.picture("action-dialog");
        dialog().getByLabel("Reason").fill("they asked for it");
        dialog().locator("button.main").click();

        assertThat(page().locator(".notice")).containsText("6 recipients");
        assertThat(row(WEEKLY)).containsText("paused");
        try (var client = house.client()) {
            assertThat(client.queue(WEEKLY).queue().paused()).isTrue();
            assertThat(client.audit(Optional.empty(), 10).records()).anySatisfy(record -> {
                assertThat(record.who()).isEqualTo("ada via admin");
                assertThat(record.reason()).isEqualTo("they asked for it");
            });

            row(WEEKLY).locator("a").first().click();
            assertThat(page().locator(".causes")).containsText("Paused by an operator");
            page().locator(".actions").getByText("resume").click();
            dialog().getByLabel("Reason").fill("it is over");
            dialog().locator("button.main").click();
            assertThat(page().locator(".notice")).isVisible();
            until(() -> !client.queue(WEEKLY).queue().paused());
        }
    }

    @Test
    void whatIsBouncedIsBroughtBackByUndo() throws Exception {
        tab.go("/queues");
        choose(RECEIPTS, "bounce");
        dialog().getByLabel("Reason").fill("a slip");
        dialog().locator("button.main").click();

        assertThat(page().locator(".notice")).isVisible();
        try (var client = house.client()) {
            until(() -> client.pending().pending().size() == 1);
            tab.go("/pending");
            assertThat(page().locator("tr[data-row]")).containsText("a slip");
            button("Undo").first().click();
            assertThat(page().locator(".notice")).isVisible();
            until(() -> client.pending().pending().isEmpty());
            until(() -> client.queue(RECEIPTS).queue().deliveries() == 4);
        }
    }

    @Test
    void whatCannotBeUndoneNeedsAWordThatIsTyped() throws Exception {
        house.send(2, "later.example", "shop", "once");
        String once = "once:shop@later.example/all";
        try (var client = house.client()) {
            until(() -> client.queue(once).queue().inFlight() == 0
                    && client.queue(once).queue().lastStatus().startsWith("451"));
            tab.go("/queue?name=" + once);
            page().locator(".actions").getByText("delete").click();
            dialog().getByLabel("It can be undone").selectOption("0");
            dialog().getByLabel("Reason").fill("sent twice");
            dialog().locator("button.main").click();
            assertThat(page().locator(".problem")).containsText("type the word delete");
            assertThat(client.queue(once).queue().deliveries()).isEqualTo(2);

            page().getByLabel("to confirm").fill("delete");
            button("Delete").click();
            until(() ->
                    client.queues(new veredus.api.admin.QueueQuery(veredus.api.admin.QueueQuery.Sort.NAME, "once:", 10))
                                    .total()
                            == 0);
        }
        // The page looks at itself again every five seconds.
        assertThat(page().locator("#fresh .kpi strong").first())
                .hasText(
                        "0",
                        new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions().setTimeout(30_000));
    }

    @Test
    void theFilterNarrowsTheListWhileItIsTypedAndStandsInTheUrl() {
        tab.go("/queues");
        assertThat(row(RECEIPTS)).isVisible();
        page().locator("#filter").pressSequentially("weekly");

        assertThat(row(RECEIPTS)).hasCount(0);
        assertThat(row(WEEKLY)).isVisible();
        assertThat(page()).hasURL(Pattern.compile(".*[?&]q=weekly.*"));
        page().reload();
        assertThat(row(RECEIPTS)).hasCount(0);
    }

    @Test
    void everythingOfThatIsReachedByKeys() {
        tab.go("/");
        page().keyboard().press("g");
        page().keyboard().press("q");
        assertThat(page()).hasURL(Pattern.compile(".*/queues$"));
        page().keyboard().press("j");
        page().keyboard().press("j");
        page().keyboard().press("k");
        page().keyboard().press("Enter");
        assertThat(page()).hasURL(Pattern.compile(".*/queue\\?name=.*"));
        page().keyboard().press("/");
        page().keyboard().type("u1@later.example");
        page().keyboard().press("Enter");
        assertThat(page()).hasURL(Pattern.compile(".*/messages\\?recipient=.*"));
        assertThat(page().locator("tr[data-row]").first()).containsText("u1@later.example");
        page().keyboard().press("?");
        assertThat(page().locator("#help")).isVisible();
        page().keyboard().press("Escape");
        assertThat(page().locator("#help")).isHidden();
        page().keyboard().press("g");
        page().keyboard().press("d");
        assertThat(page().locator("#live-kpi")).isVisible();
    }

    @Test
    void theDashboardFollowsWhatHappensWithoutBeingLoadedAgain() throws Exception {
        tab.go("/");
        assertThat(page().locator("#live-tables")).containsText(WEEKLY);
        house.send(3, "later.example", "bank", "brandnew");

        assertThat(page().locator("#live-tables"))
                .containsText(
                        "brandnew:bank@later.example/all",
                        new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                                .setTimeout(30_000));
    }

    @Test
    void aUserIsMadeAndSignsInWithTheRightsThatWereGiven() {
        tab.go("/users");
        page().getByLabel("Name").fill("nora");
        page().getByLabel("Role").selectOption("viewer");
        page().getByLabel("Password").fill(ControlHouse.PASSWORD);
        button("Add").click();
        assertThat(page().locator(".notice")).containsText("nora");

        try (Browser.Tab hers = browser.open(house, ColorScheme.DARK)) {
            hers.signIn("nora").go("/queue?name=" + WEEKLY);
            assertThat(hers.page().locator("main")).containsText("Actions need the role operator");
            hers.expectNoComplaints();
        }
    }
}

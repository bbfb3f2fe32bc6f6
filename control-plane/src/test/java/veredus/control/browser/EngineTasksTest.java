package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.control.ControlHouse.until;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.TokenView;
import veredus.api.admin.VmtaView;
import veredus.api.client.EngineClient;
import veredus.control.ControlHouse;

/** The main task of the screens about sending and about the engine, from the sign-in to the effect. */
@Tag("browser")
@Timeout(300)
class EngineTasksTest {
    @TempDir
    static Path directory;

    private static ControlHouse house;
    private static EngineClient client;
    private static Browser browser;
    private static Browser.Tab tab;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "there is no Chromium; .ci/peers installs it");
        house = ControlHouse.withPeople(directory);
        client = house.client();
        house.send(3, "evil.example", "bank", "receipts");
        until(() -> client.status().deferred() == 3);
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
            client.close();
            house.close();
        }
    }

    private static Page page() {
        return tab.page();
    }

    private static void key(String letter) {
        page().keyboard().press("g");
        page().keyboard().press(letter);
    }

    private static Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static VmtaView first() throws Exception {
        return client.vmtas().vmtas().getFirst();
    }

    @Test
    void aVmtaIsDisabledForATimeAndEnabledAgain() throws Exception {
        tab.go("/");
        key("v");
        Locator row = page().locator("tr[data-row]").filter(new Locator.FilterOptions().setHasText("vmta-1"));
        assertThat(row).containsText("out.sender.example");
        row.getByText("disable", new Locator.GetByTextOptions().setExact(true))
                .last()
                .click();
        Locator dialog = page().locator("#dialog");
        dialog.getByLabel("Reason").fill("listed");
        tab.picture("vmta-dialog");
        dialog.locator("button.main").click();

        assertThat(page().locator(".notice")).containsText("vmta-1 is disabled for 1 h");
        assertThat(row).containsText("disabled for now");
        assertThat(row).containsText("ada via admin: listed");
        assertThat(first().enabled()).isFalse();
        assertThat(first().switched().orElseThrow().until()).isPresent();

        row.getByText("enable", new Locator.GetByTextOptions().setExact(true)).click();
        dialog.getByLabel("Reason").fill("delisted");
        dialog.locator("button.main").click();
        assertThat(page().locator(".notice")).containsText("vmta-1 is enabled");
        assertThat(first().enabled()).isTrue();
    }

    @Test
    void oneAddressIsTakenOutOfUse() throws Exception {
        tab.go("/vmtas?q=127.0.0.102");
        assertThat(page().locator("tr[data-row]")).hasCount(1);
        page().getByLabel("Disable the address 127.0.0.102").click();
        page().locator("#dialog").getByLabel("Reason").fill("blocked");
        page().locator("#dialog button.main").click();

        assertThat(page().locator("#fresh")).containsText("Addresses that are disabled");
        assertThat(client.vmtas().addresses())
                .singleElement()
                .satisfies(off -> assertThat(off.reason()).isEqualTo("blocked"));
        page().getByLabel("enable 127.0.0.102").click();
        page().locator("#dialog").getByLabel("Reason").fill("over");
        page().locator("#dialog button.main").click();
        assertThat(page().locator(".notice")).isVisible();
        assertThat(client.vmtas().addresses()).isEmpty();
    }

    @Test
    void aDomainIsExplainedWithTheLineOfEachLimit() {
        tab.go("/");
        key("e");
        page().getByLabel("Domain or address").fill("later.example");
        page().getByLabel("Tenant").fill("shop");
        button("Explain").click();

        assertThat(page()).hasURL(Pattern.compile(".*domain=later.example.*tenant=shop.*"));
        assertThat(page().locator(".facts")).containsText("10 mx.later.example");
        assertThat(page().locator("tr[data-row]")
                        .filter(new Locator.FilterOptions().setHasText("intervals"))
                        .first())
                .containsText("retry.toml:3");
        page().getByText("retry.toml:3").click();
        assertThat(page().locator("textarea")).isFocused();
        assertThat(page()).hasURL(Pattern.compile(".*/config/file\\?name=retry.toml&line=3"));
        tab.go("/explain?domain=later.example&tenant=shp");
        assertThat(page().locator(".problem")).containsText("did you mean 'shop'?");
    }

    @Test
    void aQueuedMessageIsDeliveredWhileItsDialogueIsShown() throws Exception {
        long before = client.status().deferred();
        tab.go("/messages?domain=evil.example");
        page().locator("tr[data-row] a").first().click();
        page().getByText("deliver now and show the dialogue").click();
        assertThat(page().locator(".empty")).containsText("will be delivered now");
        button("Start").click();

        assertThat(page().locator(".dialogue")).containsText("MAIL FROM:");
        assertThat(page().locator(".dialogue .refusal").first()).containsText("<script>window.evil=1</script>");
        until(() -> client.status().deferred() > before);
    }

    @Test
    void aDomainIsProbedWithoutMail() throws Exception {
        long before = client.status().deferred() + client.status().delivered();
        tab.go("/");
        key("t");
        page().getByLabel("Domain or address").fill("good.example");
        button("Start").click();

        assertThat(page().locator(".dialogue")).containsText("RCPT TO:<postmaster@good.example>");
        assertThat(page().locator(".dialogue")).containsText("QUIT");
        assertThat(page().locator(".dialogue")).not().containsText("DATA");
        assertThat(client.status().deferred() + client.status().delivered()).isEqualTo(before);
        page().getByLabel("Domain or address").fill("");
        button("Start").click();
        assertThat(page().locator(".problem")).containsText("Say whom to ask");
    }

    @Test
    void aTokenIsShownOnceWorksAndIsGoneWhenItsNameIsTyped() throws Exception {
        tab.go("/");
        key("k");
        page().getByLabel("Name").fill("grafana");
        page().getByLabel("Tenant").fill("shop");
        page().getByLabel("What it is for").fill("dashboards");
        button("Add").click();
        String secret = page().locator("#secret").innerText();

        assertThat(client.tokens().tokens())
                .contains(new TokenView("grafana", veredus.api.admin.Role.VIEWER, java.util.Optional.of("shop")));
        URI engine = URI.create("http://127.0.0.1:" + house.enginePort());
        try (var grafana = new EngineClient(engine, secret)) {
            assertThat(grafana.queues(new veredus.api.admin.QueueQuery(veredus.api.admin.QueueQuery.Sort.NAME, "", 10))
                            .queues())
                    .noneMatch(queue -> queue.tenant().equals("bank"));
            tab.go("/tokens");
            assertThat(page().locator("main")).not().containsText(secret);
            page().getByLabel("Remove grafana").click();
            Locator dialog = page().locator("#dialog");
            dialog.getByLabel("Reason").fill("no longer used");
            dialog.getByLabel("to confirm").fill("grafna");
            dialog.locator("button.main").click();
            assertThat(page().locator(".problem")).containsText("type the name of the token");
            page().getByLabel("to confirm").fill("grafana");
            button("Remove").click();
            assertThat(page().locator(".notice")).containsText("The token grafana is gone");
            assertThatThrownBy(grafana::status).hasMessageContaining("401");
        }
    }

    @Test
    void theSystemSaysHowItIs() throws Exception {
        tab.go("/");
        key("s");
        assertThat(page().locator(".kpis")).containsText("yes");
        assertThat(page().locator("main")).containsText(house.configuration().toString());
        assertThat(page().locator("main")).containsText("Nothing keeps mail from being taken");
        page().locator("main").getByText("Audit").click();
        assertThat(page()).hasURL(Pattern.compile(".*/audit$"));
    }

    @Test
    void anOperatorActsOnSendingAndReadsTheConfiguration() {
        try (Browser.Tab his = browser.open(house, ColorScheme.DARK)) {
            his.signIn("otto");
            assertThat(his.page().locator("nav")).containsText("Trace");
            assertThat(his.page().locator("nav")).not().containsText("API tokens");
            his.go("/config/file?name=routes.toml");
            assertThat(his.page().locator("main")).containsText("needs the role admin");
            assertThat(his.page().locator("textarea")).hasAttribute("readonly", "");
            his.go("/tokens");
            assertThat(his.page().locator("main")).containsText("It needs the role admin");
            his.expectNoComplaints();
        }
    }
}

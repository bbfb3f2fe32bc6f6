package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.control.ControlHouse;
import veredus.world.PasswordHash;
import veredus.world.ScramVerifier;

/** From nothing to the first delivered message, within the five minutes that are promised. */
@Tag("browser")
@Timeout(300)
class FirstSetUpTest {
    private static final int MOST_TABS = 120;

    @TempDir
    private Path directory;

    @BeforeEach
    void needsABrowser() {
        Assumptions.assumeTrue(Browser.isInstalled(), "there is no Chromium; .ci/peers installs it");
    }

    @Test
    void theFirstSetUpLeadsToADeliveredMessageByKeyboardAlone() throws Exception {
        setUp(ColorScheme.LIGHT);
    }

    @Test
    void itDoesSoInTheDarkToo() throws Exception {
        setUp(ColorScheme.DARK);
    }

    private void setUp(ColorScheme scheme) throws Exception {
        try (ControlHouse house = ControlHouse.bare(directory);
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Browser browser = Browser.start();
                Browser.Tab tab = browser.open(house, scheme)) {
            firstAdmin(house, tab);
            host(tab);
            addresses(tab);
            leftAndTakenUpAgain(tab);
            String password = access(tab, taken.getLocalPort());
            int port = review(house, tab);
            testMail(house, tab);
            expectTheUser(house, password, port);
            finish(tab);
            tab.expectNoComplaints();
        }
    }

    private static void firstAdmin(ControlHouse house, Browser.Tab tab) {
        tab.go("/");
        tab.page().getByLabel("Code").fill(house.plane().setUpCode().shown());
        tab.page().getByLabel("Your name").fill("ada");
        tab.page().getByLabel("Password").fill(ControlHouse.PASSWORD);
        tab.page().getByLabel("The same again").fill(ControlHouse.PASSWORD);
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator("h1")).hasText("First set-up");
    }

    /** Goes to a field as somebody without a mouse does. */
    private static void tabTo(Browser.Tab tab, Locator field) {
        for (int i = 0; i < MOST_TABS; i++) {
            if (Boolean.TRUE.equals(field.evaluate("field => field === document.activeElement"))) {
                return;
            }
            tab.page().keyboard().press("Tab");
        }
        throw new AssertionError("the keyboard does not lead to " + field);
    }

    private static void type(Browser.Tab tab, Locator field, String text) {
        tabTo(tab, field);
        tab.page().keyboard().press("Control+a");
        tab.page().keyboard().press("Delete");
        tab.page().keyboard().type(text);
    }

    private static void press(Browser.Tab tab, String button) {
        tabTo(
                tab,
                tab.page()
                        .getByRole(
                                AriaRole.BUTTON,
                                new Page.GetByRoleOptions().setName(button).setExact(true)));
        tab.page().keyboard().press("Enter");
    }

    private static Locator field(Browser.Tab tab, String name) {
        return tab.page().locator("[name='" + name + "']");
    }

    private static void look(Browser.Tab tab, String name) {
        tab.expectAccessible();
        tab.picture(name);
    }

    private static void host(Browser.Tab tab) {
        assertThat(field(tab, "host")).isFocused();
        assertThat(field(tab, "host")).not().hasValue("");
        look(tab, "start-host");
        type(tab, field(tab, "host"), "no such name");
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator("#host-fault")).containsText("mail.example.com");
        assertThat(field(tab, "host")).hasValue("no such name");
        look(tab, "start-host-error");

        type(tab, field(tab, "host"), "out.sender.example");
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator(".caution li").first()).isVisible();
        look(tab, "start-host-warned");
        press(tab, "Go on all the same");
    }

    /** Number of the row of an address of the machine. */
    private static String row(Browser.Tab tab, String address) {
        String name = tab.page()
                .locator("input[value='" + address + "'][name^='address-']")
                .getAttribute("name");
        return name.replace("address-", "");
    }

    private static void addresses(Browser.Tab tab) {
        assertThat(tab.page().locator("#addresses-title")).isVisible();
        look(tab, "start-addresses");
        for (Locator chosen : tab.page().locator("[name^='use-']:checked").all().reversed()) {
            tabTo(tab, chosen);
            tab.page().keyboard().press("Space");
        }
        String row = row(tab, "127.0.0.1");
        type(tab, field(tab, "name-" + row), "mta one");
        press(tab, "Keep and go on");
        assertThat(tab.page().locator("#use-fault")).containsText("at least one");

        row = row(tab, "127.0.0.1");
        tabTo(tab, field(tab, "use-" + row));
        tab.page().keyboard().press("Space");
        press(tab, "Keep and go on");
        assertThat(tab.page().locator("#name-" + row + "-fault")).containsText("Letters");
        assertThat(field(tab, "use-" + row)).isChecked();
        look(tab, "start-addresses-error");
        type(tab, field(tab, "name-" + row), "mta-one");
        press(tab, "Keep and go on");
    }

    private static void leftAndTakenUpAgain(Browser.Tab tab) {
        assertThat(tab.page().locator("#user-title")).isVisible();
        tab.go("/");
        assertThat(tab.page().locator("#start-title")).isVisible();
        tab.picture("dashboard-beginning");
        tabTo(tab, tab.page().locator("a[href='/start']"));
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator("#user-title")).isVisible();
    }

    /** Chooses a port that somebody else has, and answers the password. */
    private static String access(Browser.Tab tab, int port) {
        look(tab, "start-access");
        type(tab, field(tab, "user"), "app@sender.example");
        type(tab, field(tab, "tenant"), "shop");
        type(tab, field(tab, "networks"), "10.0.0.0/33");
        type(tab, field(tab, "port"), Integer.toString(port));
        press(tab, "Keep and go on");
        assertThat(tab.page().locator("#networks-fault")).containsText("10.0.0.0/33 is no network");
        assertThat(field(tab, "user")).hasValue("app@sender.example");
        look(tab, "start-access-error");
        type(tab, field(tab, "networks"), "10.0.0.0/24");
        press(tab, "Keep and go on");

        String password = tab.page().locator("#secret").innerText();
        look(tab, "start-password");
        tabTo(tab, tab.page().locator("a.main"));
        tab.page().keyboard().press("Enter");
        return password;
    }

    /** Applies it, and answers the port of the new listener. */
    private static int review(ControlHouse house, Browser.Tab tab) throws IOException {
        assertThat(tab.page().locator(".diff").first()).isVisible();
        press(tab, "Apply");
        assertThat(tab.page().locator(".problem")).isVisible();
        try (Stream<Path> files = Files.walk(house.configuration())) {
            assertThat(files.filter(file -> file.toString().contains("set-up-")))
                    .isEmpty();
        }

        int port = ControlHouse.freePort();
        tabTo(tab, tab.page().locator("dd a[href='/start/access']"));
        tab.page().keyboard().press("Enter");
        assertThat(field(tab, "networks")).hasValue("10.0.0.0/24");
        type(tab, field(tab, "port"), Integer.toString(port));
        press(tab, "Keep and go on");
        assertThat(tab.page().locator("main")).containsText("managed/vmtas.d/set-up-01.toml");
        assertThat(tab.page().locator("main")).containsText("ehlo = \"out.sender.example\"");
        look(tab, "start-review");
        press(tab, "Apply");
        return port;
    }

    private static void testMail(ControlHouse house, Browser.Tab tab) throws Exception {
        assertThat(field(tab, "sender")).hasValue("app@sender.example");
        look(tab, "start-test");
        type(tab, field(tab, "recipient"), "nobody");
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator("#recipient-fault")).isVisible();
        type(tab, field(tab, "recipient"), "you@later.example");
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator("#outcome")).containsText("not delivered");
        look(tab, "start-test-deferred");
        type(tab, field(tab, "recipient"), "you@good.example");
        tab.page().keyboard().press("Enter");
        assertThat(tab.page().locator("#outcome .good")).hasText("delivered");
        assertThat(tab.page().locator(".dialogue")).containsText("EHLO out.sender.example");
        assertThat(tab.page().locator(".dialogue")).containsText("RCPT TO:<you@good.example>");
        look(tab, "start-test-delivered");
        try (var client = house.client()) {
            ControlHouse.until(() -> client.status().delivered() == 1);
            assertThat(client.policyHistory(1).versions().getFirst().reason()).isEqualTo("first set-up");
            assertThat(client.vmtas().vmtas()).singleElement().satisfies(vmta -> {
                assertThat(vmta.name()).isEqualTo("mta-one");
                assertThat(vmta.pools()).containsExactly("default");
            });
        }
    }

    private static void expectTheUser(ControlHouse house, String password, int port) throws IOException {
        Path managed = house.configuration().resolve("managed");
        String users = Files.readString(managed.resolve("users.d/set-up-01.toml"));
        assertThat(users).contains("name = \"app@sender.example\"").doesNotContain(password);
        assertThat(PasswordHash.parse(value(users, "password"))
                        .orElseThrow()
                        .matches(password.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(ScramVerifier.parse(value(users, "scram"))).isPresent();
        assertThat(Files.readString(managed.resolve("listeners.d/set-up-01.toml")))
                .contains("port = " + port);
        assertThat(Files.readString(managed.resolve("tenants.d/set-up-01.toml")))
                .contains("\"shop\"");
    }

    private static String value(String toml, String key) {
        Matcher found = Pattern.compile("(?m)^" + key + " = \"(.*)\"$").matcher(toml);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static void finish(Browser.Tab tab) {
        press(tab, "Finish the set-up");
        assertThat(tab.page().locator("#live-kpi")).isVisible();
        assertThat(tab.page().locator("#start-title")).hasCount(0);
        tab.go("/start");
        assertThat(tab.page().locator("h1")).hasText("Dashboard");
        tab.go("/system");
        tab.page().getByText("First set-up").click();
        assertThat(field(tab, "host")).isVisible();
    }

    @Test
    void itNeedsNoScript() throws Exception {
        try (ControlHouse house = ControlHouse.bare(directory);
                Browser browser = Browser.start();
                Browser.Tab tab = browser.openWithoutScripts(house)) {
            firstAdmin(house, tab);
            field(tab, "host").fill("out.sender.example");
            tab.page().getByText("Check and go on").click();
            tab.page().getByText("Go on all the same").click();
            for (Locator chosen : tab.page().locator("[name^='use-']:checked").all()) {
                chosen.uncheck();
            }
            field(tab, "use-" + row(tab, "127.0.0.1")).check();
            tab.page().getByText("Keep and go on").click();
            field(tab, "user").fill("app");
            field(tab, "port").fill(Integer.toString(ControlHouse.freePort()));
            tab.page().getByText("Keep and go on").click();
            tab.page().getByText("I have it: go on").click();
            tab.page().locator("form[action='/start/apply'] button").click();
            field(tab, "recipient").fill("you@good.example");
            tab.page().getByText("Send the test mail").click();
            assertThat(tab.page().locator("#outcome .good")).hasText("delivered");
        }
    }
}

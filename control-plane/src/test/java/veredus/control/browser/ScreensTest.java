package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static veredus.control.ControlHouse.until;

import com.microsoft.playwright.options.ColorScheme;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.control.ControlHouse;

/**
 * Every screen in both colour schemes, with mail whose receivers would like to be HTML: nothing offends against the content
 * policy, axe finds nothing serious, and a picture of each is kept in {@code target/screenshots}.
 */
@Tag("browser")
@Timeout(300)
class ScreensTest {
    @TempDir
    static Path directory;

    private static ControlHouse house;
    private static Browser browser;
    private static final Map<ColorScheme, Browser.Tab> tabs = new EnumMap<>(ColorScheme.class);
    private static String message = "";

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "there is no Chromium; .ci/peers installs it");
        house = ControlHouse.withPeople(directory);
        house.send(40, "later.example", "shop", "weekly");
        house.send(25, "evil.example", "bank", "receipts");
        house.send(300, "good.example", "shop", "welcome");
        try (var client = house.client()) {
            until(() -> client.status().deferred() >= 65);
            var filter = new veredus.api.admin.QueueFilter(
                    java.util.Optional.empty(),
                    java.util.Optional.of("evil.example"),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    false);
            message = client.messages(filter, 1).messages().getFirst().id();
        }
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        tabs.values().forEach(Browser.Tab::close);
        if (browser != null) {
            browser.close();
        }
        if (house != null) {
            house.close();
        }
    }

    private record Screen(String name, String path) {}

    private static List<Screen> screens() {
        String queue = URLEncoder.encode("receipts:bank@evil.example/all", StandardCharsets.UTF_8);
        return List.of(
                new Screen("dashboard", "/"),
                new Screen("queues", "/queues"),
                new Screen("queues-by-domain", "/queues?by=domain"),
                new Screen("queues-none", "/queues?q=nothing-like-this"),
                new Screen("queue", "/queue?name=" + queue),
                new Screen("messages", "/messages?domain=evil.example"),
                new Screen("message", "/message?id=" + message),
                new Screen("action-pause", "/act?do=pause&queue=" + queue),
                new Screen("action-bounce", "/act?do=bounce&domain=evil.example"),
                new Screen("pending", "/pending"),
                new Screen("audit", "/audit?since=all"),
                new Screen("users", "/users"),
                new Screen("account", "/account"),
                new Screen("error-not-found", "/no/such/page"),
                new Screen("error-no-queue", "/queue?name=gone"));
    }

    @TestFactory
    Stream<DynamicTest> everyScreenIsAccessibleAndObeysTheContentPolicyInBothColourSchemes() {
        return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .flatMap(scheme -> Stream.concat(
                        Stream.of(DynamicTest.dynamicTest("login " + scheme, () -> login(scheme))),
                        screens().stream()
                                .map(screen -> DynamicTest.dynamicTest(
                                        screen.name() + " " + scheme, () -> look(screen, scheme)))));
    }

    private static void login(ColorScheme scheme) {
        try (Browser.Tab tab = browser.open(house, scheme)) {
            tab.go("/login");
            tab.expectAccessible();
            tab.picture("login");
            tab.expectNoComplaints();
        }
    }

    private static void look(Screen screen, ColorScheme scheme) {
        Browser.Tab tab = tabs.computeIfAbsent(
                scheme, wanted -> browser.open(house, wanted).signIn("ada"));
        tab.go(screen.path());
        if (screen.name().equals("dashboard")) {
            assertThat(tab.page().locator("#live-kpi strong").first())
                    .not()
                    .hasText(
                            "–",
                            new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                                    .setTimeout(20_000));
            assertThat(tab.page().locator(".u-legend").first()).isVisible();
        }
        tab.expectAccessible();
        tab.picture(screen.name());
        tab.expectNoComplaints();
        assertThat((Object) tab.page().locator("main").innerText()).asString().doesNotContain("49 </title>");
    }
}

package veredus.control.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static veredus.control.ControlHouse.until;

import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyReply;
import veredus.api.client.EngineClient;
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
    private static String version = "";
    private static final AtomicInteger tokens = new AtomicInteger();

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
            version = changed(client);
        }
        browser = Browser.start();
    }

    /** Puts a change in force and another over it, and answers the id of the first. */
    private static String changed(EngineClient client) throws IOException {
        String first = "";
        for (int connections : List.of(8, 5)) {
            var files = new TreeMap<>(
                    client.policyVersion(client.status().policy().version().orElseThrow())
                            .files());
            files.put(
                    "shaping.d/20-good.toml",
                    "[[path]]\ndomain = \"good.example\"\nmax-connections = " + connections + "\n");
            PolicyReply reply = client.apply(new PolicyApplyRequest(
                    Optional.of(files),
                    Optional.of("they bear " + connections),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty()));
            first = first.isEmpty() ? reply.version().orElseThrow() : first;
        }
        return first;
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

    /**
     * A screen.
     *
     * @param steps what is done before it is looked at
     */
    private record Screen(String name, Consumer<Browser.Tab> steps) {
        Screen(String name, String path) {
            this(name, tab -> tab.go(path));
        }

        /** One that is complete when that is there. */
        static Screen with(String name, String path, String selector) {
            return new Screen(name, tab -> {
                tab.go(path);
                assertThat(tab.page().locator(selector).first()).isVisible();
            });
        }
    }

    /** Changes two files, one of them wrongly. */
    private static void review(Browser.Tab tab) {
        tab.go("/config/file?name=shaping.d/50-test.toml");
        tab.page().locator("textarea").fill("""
                # Fewer for the one that complains.
                [[path]]
                domain = "later.example"
                max-connections = 3
                message-rate = "10/1m"
                """);
        tab.page().locator("#editor button.main").click();
        assertThat(tab.page().locator("#outlook table")).isVisible();
    }

    private static void faulty(Browser.Tab tab) {
        tab.go("/config/file?name=routes.toml");
        tab.page()
                .locator("textarea")
                .fill("[[route]]\ndomain = \"*\"\naction = \"mail\"\nport = 70000\n\n[[route]\ndomain = 3\n");
        assertThat(tab.page().locator("#faults .tag.bad").first()).isVisible();
        tab.page().locator("#faults [data-line]").first().click();
    }

    private static void probed(Browser.Tab tab) {
        tab.go("/trace");
        tab.page().getByLabel("Domain or address").fill("u1@evil.example");
        tab.page().getByText("Start").click();
        assertThat(tab.page().locator(".dialogue")).isVisible();
    }

    private static void added(Browser.Tab tab) {
        tab.go("/tokens");
        tab.page().getByLabel("Name").fill("grafana-" + tokens.incrementAndGet());
        tab.page().getByLabel("What it is for").fill("dashboards");
        tab.page().locator("main button.main").click();
        assertThat(tab.page().locator(".secret")).isVisible();
    }

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
                new Screen("vmtas", "/vmtas"),
                new Screen("vmtas-none", "/vmtas?q=nothing-like-this"),
                new Screen("vmta-disable", "/vmtas/switch?do=disable&vmta=vmta-1"),
                new Screen("explain-empty", "/explain"),
                new Screen("explain", "/explain?domain=later.example"),
                new Screen("explain-unknown", "/explain?domain=later.example&tenant=shp"),
                new Screen("trace-empty", "/trace"),
                new Screen("trace", ScreensTest::probed),
                new Screen("tokens", "/tokens"),
                new Screen("tokens-added", ScreensTest::added),
                new Screen("token-remove", "/tokens/remove?name=admin"),
                new Screen("system", "/system"),
                new Screen("config", "/config"),
                Screen.with("config-file", "/config/file?name=vmtas.toml&line=6", "#faults h2"),
                new Screen("config-file-faulty", ScreensTest::faulty),
                new Screen("config-review-none", "/config/review"),
                new Screen("config-review", ScreensTest::review),
                new Screen("config-draft", "/config"),
                new Screen("config-history", "/config/history"),
                new Screen("config-version", "/config/version?id=" + version),
                Screen.with("config-rollback", "/config/rollback?id=" + version, "#outlook:not([hx-get])"),
                new Screen("help", tab -> {
                    tab.go("/system");
                    tab.page().keyboard().press("?");
                }),
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
        screen.steps().accept(tab);
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

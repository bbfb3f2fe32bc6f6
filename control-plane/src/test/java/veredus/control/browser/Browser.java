package veredus.control.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import veredus.control.ControlHouse;

/**
 * Debian's Chromium, driven by Playwright. Everything that the browser complains about on a page is kept: an offence against
 * the content policy or an error of a script fails the test that asks {@link Tab#expectNoComplaints}.
 */
final class Browser implements AutoCloseable {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static boolean isInstalled() {
        return PLACES.stream().anyMatch(Files::isExecutable);
    }

    static Browser start() {
        Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(program)
                                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"))));
    }

    /** A new window without any cookie. */
    Tab open(ControlHouse house, ColorScheme scheme) {
        return open(house, scheme, true);
    }

    /** The same, of a browser that runs no script. */
    Tab openWithoutScripts(ControlHouse house) {
        return open(house, ColorScheme.LIGHT, false);
    }

    private Tab open(ControlHouse house, ColorScheme scheme, boolean scripts) {
        BrowserContext context = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(1440, 900)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(scripts)
                .setTimezoneId("Europe/Berlin")
                .setIgnoreHTTPSErrors(true));
        return new Tab(house, context, scheme);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** One window. */
    static final class Tab implements AutoCloseable {
        private final ControlHouse house;
        private final BrowserContext context;
        private final ColorScheme scheme;
        private final Page page;
        private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

        private Tab(ControlHouse house, BrowserContext context, ColorScheme scheme) {
            this.house = house;
            this.context = context;
            this.scheme = scheme;
            this.page = context.newPage();
            page.onConsoleMessage(this::heard);
            page.onPageError(complaints::add);
        }

        private void heard(ConsoleMessage message) {
            // A status of 4xx is an answer, and some tests ask for it.
            if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                complaints.add(message.text());
            }
        }

        Page page() {
            return page;
        }

        Tab go(String path) {
            page.navigate(house.url(path).toString());
            return this;
        }

        Tab signIn(String name) {
            go("/login");
            page.getByLabel("Name").fill(name);
            page.getByLabel("Password").fill(ControlHouse.PASSWORD);
            page.getByText("Sign in").last().click();
            page.waitForURL(house.url("/").toString());
            return this;
        }

        /** Keeps a picture of the page as it is. */
        void picture(String name) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve(name + (scheme == ColorScheme.DARK ? "-dark" : "-light") + ".png"))
                    .setFullPage(true));
        }

        void expectNoComplaints() {
            assertThat(complaints).isEmpty();
            assertThat(page.evaluate("() => window.evil === undefined")).isEqualTo(true);
        }

        /** That axe finds nothing serious or critical. */
        void expectAccessible() {
            List<String> serious = new AxeBuilder(page)
                    .analyze().getViolations().stream()
                            .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                            .map(Tab::told)
                            .toList();
            assertThat(serious).isEmpty();
        }

        private static String told(Rule rule) {
            return rule.getId() + ": "
                    + rule.getNodes().stream()
                            .limit(3)
                            .map(node -> node.getHtml() + " " + node.getFailureSummary())
                            .toList();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}

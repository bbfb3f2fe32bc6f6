package veredus.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.benchmark.load.Figures;
import veredus.benchmark.load.Proof;
import veredus.benchmark.load.Settings;

/** {@code veredus bench web} at a size that takes seconds: what does not depend on speed holds. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WebProofTest {
    private static final String CLASS_PATH = "veredus.web.classpath";

    @TempDir
    private Path directory;

    @Test
    void everyPageAnswersAndEveryViewerIsShownTheDashboard() throws Exception {
        System.setProperty(CLASS_PATH, System.getProperty("java.class.path"));
        Figures figures;
        try {
            figures = Proof.WEB.run(
                    directory,
                    new Settings(Map.ofEntries(
                            Map.entry("queues", "60"),
                            Map.entry("vmtas", "20"),
                            Map.entry("viewers", "12"),
                            Map.entry("seconds", "2"),
                            Map.entry("repeats", "1"),
                            Map.entry("pages-per-second", "100"),
                            Map.entry("warm-up", "200"),
                            Map.entry("patience", "60"),
                            Map.entry("heap", "256m"))));
        } finally {
            System.clearProperty(CLASS_PATH);
        }
        assertThat(figures.missed())
                .noneMatch(miss -> miss.contains("answered with"))
                .noneMatch(miss -> miss.contains("was shown nothing"))
                .noneMatch(miss -> miss.contains("was not deferred"));
        assertThat(figures.value("queues")).isEqualTo(60);
        // At the least: the dashboard, the kinds of lists, a queue, a message, the actions, audit and users.
        assertThat(figures.value("kinds-of-pages")).isGreaterThan(25);
        assertThat(figures.value("first-page-kb")).isBetween(20.0, 300.0);
        assertThat(figures.value("watched-per-s")).isPositive();
    }
}

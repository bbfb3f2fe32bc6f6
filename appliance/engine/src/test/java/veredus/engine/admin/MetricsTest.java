package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers for Prometheus are right, well formed and explained. */
@Timeout(60)
class MetricsTest {
    private static final Pattern SAMPLE = Pattern.compile("([a-z_0-9]+)(\\{[^}]*\\})? (-?[0-9.E+-]+|NaN|\\+Inf)");
    private static final Pattern EXPLAINED = Pattern.compile("^\\| `(veredus_[a-z_]+)`", Pattern.MULTILINE);

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

    @Test
    void aScrapeSaysWhatHappened() throws Exception {
        house.send(3, "good.example");
        house.send(2, "later.example");
        until(() -> house.client().status().delivered() == 3
                && house.client().status().deferred() == 2);

        Map<String, Double> samples = scrape();

        assertThat(samples)
                .containsEntry("veredus_received_messages_total", 5.0)
                .containsEntry("veredus_delivered_recipients_total", 3.0)
                .containsEntry("veredus_deferred_attempts_total", 2.0)
                .containsEntry("veredus_queued_deliveries", 2.0)
                .containsEntry("veredus_spool_open", 1.0)
                .containsKey("veredus_path_connections{site=\"mx.good.example:" + house.internet.smtpPort()
                        + "+private\",vmta=\"vmta-1\"}");
        assertThat(samples.get("veredus_spool_free_bytes")).isPositive();
        assertThat(samples.keySet()).anyMatch(name -> name.startsWith("jvm_memory_used_bytes"));
    }

    @Test
    void thePageExplainsWhatThereIs() throws Exception {
        house.set("proxies.toml", """
                [[proxy]]
                name = "out1"
                type = "socks5"
                host = "127.0.0.1"
                port = 1080
                """);
        Files.createDirectories(house.configuration.resolve("shaping.d"));
        house.set("shaping.d/70-shared.toml", "[[limit]]\nmax-connections = 50");
        house.set("rules.toml", "[[rule]]\nset-priority = 6\n");
        house.client().reload();
        house.send(1, "good.example");
        until(() -> house.client().metrics().contains("veredus_path_ready_deliveries{"));
        Set<String> there = new TreeSet<>();
        for (String sample : scrape().keySet()) {
            String name = sample.replaceFirst("\\{.*", "");
            if (name.startsWith("veredus_")) {
                there.add(name);
            }
        }
        // These have labels that only come with events.
        there.add("veredus_failed_recipients_total");
        there.add("veredus_rejected_replies_total");

        Set<String> explained = new TreeSet<>();
        Matcher rows = EXPLAINED.matcher(Files.readString(Path.of("../docs/metrics.md")));
        while (rows.find()) {
            explained.add(rows.group(1));
        }
        assertThat(explained).isEqualTo(there);
    }

    private static String matches(String rule) {
        return "veredus_policy_rule_matches_total{rule=\"" + rule + "\"}";
    }

    @Test
    void aRuleThatNeverMatchesIsSeenAndCountsOutliveReloads() throws Exception {
        String last = """
                [[rule]]
                recipient = "good.example"
                set-campaign = "g"
                [[rule]]
                set-priority = 6
                """;
        house.set("rules.toml", "[[rule]]\nsender = \"never.example\"\nset-priority = 7\n" + last);
        house.client().reload();
        house.send(3, "good.example");
        house.send(2, "later.example");

        assertThat(scrape())
                .containsEntry(matches("sender=never.example"), 0.0)
                .containsEntry(matches("recipient=good.example"), 3.0)
                .containsEntry(matches("all"), 2.0);

        house.set("rules.toml", last);
        house.client().reload();
        house.send(1, "good.example");

        assertThat(scrape())
                .doesNotContainKey(matches("sender=never.example"))
                .containsEntry(matches("recipient=good.example"), 4.0)
                .containsEntry(matches("all"), 2.0);
    }

    /** Every line must be a comment or a sample. */
    private Map<String, Double> scrape() throws IOException {
        var samples = new TreeMap<String, Double>();
        for (String line : house.client().metrics().lines().toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            String labels = sample.group(2) == null ? "" : sample.group(2);
            samples.put(
                    sample.group(1) + labels,
                    sample.group(3).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(sample.group(3)));
        }
        return samples;
    }
}

package veredus.simulator.trial;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import veredus.simulator.peer.Sent;

/** What came of a trial, for people and for programs. */
public record TrialReport(
        Reckoning reckoning, List<ProviderLine> providers, Sent sent, Duration took, String adminUrl, Path directory) {

    /** Whether every message is accounted for and the source got all of them in. */
    public boolean isGood() {
        return reckoning.isEven() && sent.refused() + sent.lost() + sent.unsent() == 0;
    }

    /** The report as a table with what to do next. */
    public void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%-10s %9s %9s %8s %7s %9s %8s %8s%n",
                "provider",
                "delivered",
                "deferrals",
                "bounced",
                "queued",
                "per sec",
                "p50 ms",
                "p95 ms");
        for (ProviderLine line : providers) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %9d %9d %8d %7d %9.0f %8d %8d%n",
                    line.provider(),
                    line.delivered(),
                    line.deferrals(),
                    line.bounced(),
                    line.queued(),
                    line.perSecond(),
                    line.median().toMillis(),
                    line.most().toMillis());
        }
        out.printf(
                Locale.ROOT,
                "%naccepted %d in %.1f s (%.0f/s, p50 %d ms, p95 %d ms); delivered %d, bounced %d, waiting %d after %.1f s%n",
                reckoning.accepted(),
                sent.took().toMillis() / 1000.0,
                sent.perSecond(),
                sent.latencies().percentile(0.5).toMillis(),
                sent.latencies().percentile(0.95).toMillis(),
                reckoning.delivered(),
                reckoning.bounced(),
                reckoning.queued(),
                took.toMillis() / 1000.0);
        if (isGood()) {
            out.println("Every message is accounted for: source, engine and providers agree.");
        } else {
            out.printf(
                    Locale.ROOT,
                    "NOT every message is accounted for: %d refused, %d lost with a connection, %d unsent%n",
                    sent.refused(),
                    sent.lost(),
                    sent.unsent());
            reckoning.complaints().forEach(complaint -> out.println("  " + complaint));
        }
        out.println("Configuration, spool and accounting of this trial: " + directory);
        if (!adminUrl.isEmpty()) {
            out.println("Admin API: " + adminUrl);
        }
    }

    /** The report as one line of JSON. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"accepted\":%d,\"delivered\":%d,\"deferred\":%d,\"bounced\":%d,\"queued\":%d,\"seconds\":%.3f,"
                        + "\"good\":%b}",
                reckoning.accepted(),
                reckoning.delivered(),
                providers.stream().mapToLong(ProviderLine::deferrals).sum(),
                reckoning.bounced(),
                reckoning.queued(),
                took.toMillis() / 1000.0,
                isGood());
    }
}

package veredus.benchmark.relay;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What came of a benchmark, for people and for programs: medians, with the least and the most. */
public final class Report {
    private final Plan plan;
    private final List<Measurement> postfix;
    private final List<Measurement> veredus;

    Report(Plan plan, List<Measurement> postfix, List<Measurement> veredus) {
        this.plan = plan;
        this.postfix = List.copyOf(postfix);
        this.veredus = List.copyOf(veredus);
    }

    /** The report as a table. */
    public void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%n%-24s %26s %26s %10s%n", "median (least to most)", "postfix", "veredus", "ratio");
        row(out, "end to end, messages/s", Measurement::rate, "%,.0f");
        row(out, "accepted, messages/s", Measurement::acceptRate, "%,.0f");
        row(out, "CPU s per 1,000", Measurement::cpuSecondsPer1000, "%.3f");
        row(out, "peak memory (PSS), MB", Measurement::pssMegabytes, "%.0f");
        row(out, "foreign CPU, %", run -> run.foreignShare() * 100, "%.0f");
        row(out, "calibration, ms", run -> (run.calibrationBefore() + run.calibrationAfter()) / 2, "%.0f");
        out.println("Every message arrived exactly once.");
        out.flush();
    }

    /** The report as one line of JSON. */
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"postfix\":%s,\"veredus\":%s,\"ratio_rate\":%.3f,\"ratio_cpu\":%.4f,\"ratio_pss\":%.3f,"
                        + "\"messages\":%d,\"size\":%d,\"connections\":%d,\"repeats\":%d,\"warm_up\":%d,"
                        + "\"exactly_once\":true}",
                json(postfix),
                json(veredus),
                ratio(Measurement::rate),
                ratio(Measurement::cpuSecondsPer1000),
                ratio(Measurement::pssMegabytes),
                plan.messages(),
                plan.sizeBytes(),
                plan.connections(),
                plan.repeats(),
                plan.warmUp());
    }

    /** How many times as much Veredus has as Postfix. */
    double ratio(ToDoubleFunction<Measurement> figure) {
        return Spread.of(veredus, figure).median() / Spread.of(postfix, figure).median();
    }

    private void row(PrintWriter out, String name, ToDoubleFunction<Measurement> figure, String format) {
        out.printf(
                Locale.ROOT,
                "%-24s %26s %26s %10.2f%n",
                name,
                Spread.of(postfix, figure).text(format),
                Spread.of(veredus, figure).text(format),
                ratio(figure));
    }

    private static String json(List<Measurement> runs) {
        Spread rate = Spread.of(runs, Measurement::rate);
        Spread foreign = Spread.of(runs, Measurement::foreignShare);
        return String.format(
                Locale.ROOT,
                "{\"rate\":%.1f,\"rate_min\":%.1f,\"rate_max\":%.1f,\"accept_rate\":%.1f,\"cpu_s_per_1000\":%.4f,"
                        + "\"pss_mb\":%.1f,\"foreign_cpu\":%.3f,\"calibration_ms\":%.1f}",
                rate.median(),
                rate.least(),
                rate.most(),
                Spread.of(runs, Measurement::acceptRate).median(),
                Spread.of(runs, Measurement::cpuSecondsPer1000).median(),
                Spread.of(runs, Measurement::pssMegabytes).median(),
                foreign.median(),
                Spread.of(runs, Measurement::calibrationBefore).median());
    }

    /** The middle and the ends of some figures. */
    record Spread(double median, double least, double most) {
        static Spread of(List<Measurement> runs, ToDoubleFunction<Measurement> figure) {
            double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }

        String text(String format) {
            return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median, least, most);
        }
    }
}

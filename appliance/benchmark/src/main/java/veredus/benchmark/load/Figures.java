package veredus.benchmark.load;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a proof measured, in the order of measuring, and what it missed. Used by one thread. */
public final class Figures {
    private final String name;
    private final Progress progress;
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> missed = new ArrayList<>();

    Figures(String name, Settings settings) {
        this.name = name;
        this.settings.putAll(settings.used());
        this.progress = settings.progress();
        put("load-before", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    Figures put(String figure, double value) {
        values.put(figure, value);
        progress.found(figure, number(value));
        return this;
    }

    Figures atMost(String figure, double value, double limit) {
        if (!(value <= limit)) {
            missed.add(figure + " is " + number(value) + ", at most " + number(limit) + " was promised");
        }
        return put(figure, value);
    }

    Figures atLeast(String figure, double value, double limit) {
        if (!(value >= limit)) {
            missed.add(figure + " is " + number(value) + ", at least " + number(limit) + " was promised");
        }
        return put(figure, value);
    }

    Figures miss(String what) {
        missed.add(what);
        return this;
    }

    /** So much of a step is done. */
    void at(String what, long done, long all) {
        progress.at(what, done, all);
    }

    /** The figure of that name. */
    public double value(String figure) {
        Double value = values.get(figure);
        if (value == null) {
            throw new IllegalArgumentException("no figure " + figure + "; there are " + values.keySet());
        }
        return value;
    }

    /** Each promise that was not kept, in a sentence; empty when all were. */
    public List<String> missed() {
        return List.copyOf(missed);
    }

    public String text() {
        var text = new StringBuilder(name);
        settings.forEach(
                (key, value) -> text.append(' ').append(key).append('=').append(value));
        values.forEach(
                (figure, value) -> text.append(String.format(Locale.ROOT, "%n  %-32s %s", figure, number(value))));
        missed.forEach(miss -> text.append(String.format(Locale.ROOT, "%n  MISSED: %s", miss)));
        return text.toString();
    }

    /** One JSON object in one line. */
    public String json() {
        String set = settings.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                .collect(Collectors.joining(","));
        String measured = values.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + number(entry.getValue()))
                .collect(Collectors.joining(","));
        String misses = missed.stream().map(Figures::quoted).collect(Collectors.joining(","));
        return "{\"proof\":" + quoted(name) + ",\"settings\":{" + set + "},\"figures\":{" + measured + "},\"missed\":["
                + misses + "]}";
    }

    private static String number(double value) {
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return isWhole ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

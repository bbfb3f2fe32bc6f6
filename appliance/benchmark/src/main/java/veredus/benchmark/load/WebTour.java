package veredus.benchmark.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages that a visitor finds by following links from the dashboard, one of each kind: pages are of a kind that have
 * the same path and the same parameters, and in which the same order or grouping is asked for. So a new screen is part of
 * the tour as soon as a link leads there.
 */
final class WebTour {
    /** Kinds that are remembered; there are about a hundred. */
    private static final int MOST = 200;

    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"#]*)\"");
    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");

    /** Parameters whose values make a kind: they are words of the program, not names of what it shows. */
    private static final Set<String> WORDS = Set.of("by", "sort", "do", "tab", "view", "range");

    /** Where a page leads when one is done with it; no matter for what it shows. */
    private static final String WAY_BACK = "back";

    /** With more parameters than these the order makes no kind of its own: there would be one for each combination. */
    private static final int ORDERED = 2;

    private WebTour() {}

    /** A path for each kind. */
    static Map<String, String> find(WebVisitor visitor) throws IOException, InterruptedException {
        var found = new LinkedHashMap<String, String>(Map.of("/", "/"));
        var next = new ArrayDeque<String>(found.values());
        while (!next.isEmpty()) {
            Matcher links = LINK.matcher(visitor.get(next.removeFirst()).text());
            while (links.find()) {
                String path = links.group(1).replace("&amp;", "&").replace("&#39;", "'");
                if (!path.startsWith("/assets/")
                        && found.size() < MOST
                        && found.putIfAbsent(kind(path), path) == null) {
                    next.addLast(path);
                }
            }
        }
        return found;
    }

    private static String kind(String path) {
        int question = path.indexOf('?');
        if (question < 0) {
            return path;
        }
        var parameters = new TreeSet<String>();
        for (String parameter : path.substring(question + 1).split("&", -1)) {
            String name = parameter.split("=", 2)[0];
            if (!name.equals(WAY_BACK)) {
                parameters.add(WORDS.contains(name) ? parameter : name);
            }
        }
        if (parameters.size() > ORDERED) {
            parameters.removeIf(parameter -> parameter.startsWith("sort="));
        }
        return path.substring(0, question) + "?" + String.join("&", parameters);
    }

    /** What a browser fetches that comes for the first time: the dashboard, its scripts, styles and picture, its plots. */
    static long firstVisitBytes(WebVisitor visitor) throws IOException, InterruptedException {
        WebVisitor.Page page = visitor.get("/");
        long bytes = page.wireBytes();
        var assets = new LinkedHashSet<String>();
        Matcher named = ASSET.matcher(page.text());
        while (named.find()) {
            assets.add(named.group(1));
        }
        if (assets.isEmpty()) {
            throw new IOException("the dashboard names no script and no style");
        }
        for (String asset : assets) {
            bytes += visitor.get(asset).wireBytes();
        }
        return bytes + visitor.get("/data/history?range=15m").wireBytes();
    }
}

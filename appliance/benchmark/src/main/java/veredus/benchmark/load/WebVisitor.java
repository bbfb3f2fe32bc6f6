package veredus.benchmark.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Somebody who is signed in, without a browser around: asks for pages as one would, packed. Used by one thread. */
final class WebVisitor implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    /** Between the name and the value of a header, and behind it. */
    private static final int HEADER_SEPARATORS = 4;

    private final URI base;
    private final HttpClient http;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /**
     * An answer.
     *
     * @param text unpacked
     * @param wireBytes of its headers and its body as they were sent
     * @param millis from the question to the last byte
     */
    record Page(int status, String text, long wireBytes, double millis) {}

    private WebVisitor(URI base) {
        this.base = base;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
    }

    /**
     * Begins a session.
     *
     * @throws IOException when that name and password do not do
     */
    static WebVisitor signIn(URI base, String name, String password) throws IOException, InterruptedException {
        var visitor = new WebVisitor(base);
        Matcher token = TOKEN.matcher(visitor.get("/login").text());
        if (!token.find()) {
            throw new IOException("the page for signing in has no token");
        }
        Map<String, String> form = Map.of("name", name, "password", password, "csrf", token.group(1));
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder post = HttpRequest.newBuilder()
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        Page answer = visitor.ask(post, "/login");
        if (answer.status() != 303) {
            throw new IOException("signing in is answered with " + answer.status());
        }
        return visitor;
    }

    Page get(String path) throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder().GET(), path);
    }

    private Page ask(HttpRequest.Builder question, String path) throws IOException, InterruptedException {
        question.uri(base.resolve(path)).timeout(LIMIT).header("Accept-Encoding", "gzip");
        if (!cookies.isEmpty()) {
            question.header("Cookie", cookieLine());
        }
        var watch = new Stopwatch();
        HttpResponse<byte[]> answer = http.send(question.build(), HttpResponse.BodyHandlers.ofByteArray());
        double millis = watch.seconds() * 1_000;
        answer.headers().allValues("Set-Cookie").forEach(this::keep);
        return new Page(answer.statusCode(), text(answer), wireBytes(answer), millis);
    }

    private void keep(String cookie) {
        String pair = cookie.split(";", 2)[0];
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /** As it is sent with each question. */
    String cookieLine() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String text(HttpResponse<byte[]> answer) throws IOException {
        boolean packed =
                answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        if (!packed) {
            return new String(answer.body(), StandardCharsets.UTF_8);
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long wireBytes(HttpResponse<byte[]> answer) {
        long headers = 0;
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            for (String value : header.getValue()) {
                headers += header.getKey().length() + value.length() + HEADER_SEPARATORS;
            }
        }
        return headers + answer.body().length;
    }

    @Override
    public void close() {
        http.close();
    }
}

package veredus.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import veredus.api.admin.ActingFor;
import veredus.api.admin.AdminJson;
import veredus.api.admin.ApiProblem;

/** Carries questions to one engine and answers back; knows tokens, JSON and failures, and not what is asked. */
record Wire(URI base, String token, HttpClient http, Optional<ActingFor> person) {

    <T> T get(Question question, Class<T> type) throws IOException {
        return read(stream(question), type);
    }

    /** The bytes of the answer; the caller closes it. */
    InputStream stream(Question question) throws IOException {
        return ask(request(question, EngineClient.USUAL_LIMIT).GET().build());
    }

    <T> T post(Endpoint endpoint, Object body, Class<T> type, Duration limit) throws IOException {
        HttpRequest request = request(Question.of(endpoint), limit)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(AdminJson.LENIENT.writeValueAsBytes(body)))
                .build();
        return read(ask(request), type);
    }

    /** Without a body. */
    <T> T post(Endpoint endpoint, Class<T> type, Duration limit) throws IOException {
        HttpRequest request = request(Question.of(endpoint), limit)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return read(ask(request), type);
    }

    boolean isOk(Endpoint endpoint) throws IOException {
        HttpResponse<InputStream> answer = send(
                request(Question.of(endpoint), EngineClient.USUAL_LIMIT).GET().build());
        answer.body().close();
        return answer.statusCode() == 200;
    }

    private HttpRequest.Builder request(Question question, Duration limit) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(question.toString())).timeout(limit);
        person.ifPresent(whom -> request.header(ActingFor.HEADER, whom.text()));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The body of an answer that is no failure. */
    private InputStream ask(HttpRequest request) throws IOException {
        HttpResponse<InputStream> answer = send(request);
        if (answer.statusCode() / 100 == 2) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw new EngineException(problem(answer.statusCode(), bounded(body)));
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            var stopped = new InterruptedIOException("interrupted while waiting for " + request.uri());
            stopped.initCause(interrupted);
            throw stopped;
        }
    }

    private static ApiProblem problem(int status, byte[] body) {
        try {
            ApiProblem problem = AdminJson.LENIENT.readValue(body, ApiProblem.class);
            return new ApiProblem(problem.title(), status, problem.detail());
        } catch (JacksonException notOurs) {
            return new ApiProblem("the engine refused", status, "");
        }
    }

    private static <T> T read(InputStream answer, Class<T> type) throws IOException {
        try (answer) {
            return AdminJson.LENIENT.readValue(bounded(answer), type);
        } catch (JacksonException notOurs) {
            throw new IOException("the engine answered with something that is no " + type.getSimpleName(), notOurs);
        }
    }

    /** All of it, where it is not too long. */
    static byte[] bounded(InputStream answer) throws IOException {
        byte[] bytes = answer.readNBytes(EngineClient.LARGEST_ANSWER_BYTES + 1);
        if (bytes.length > EngineClient.LARGEST_ANSWER_BYTES) {
            throw new IOException("the answer is longer than " + EngineClient.LARGEST_ANSWER_BYTES + " bytes");
        }
        return bytes;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return base.toString();
    }
}

package veredus.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import veredus.api.admin.ActingFor;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.AdminJson;
import veredus.api.admin.ApiProblem;
import veredus.api.admin.AuditPage;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.ExplainQuery;
import veredus.api.admin.ExplainView;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.MachineView;
import veredus.api.admin.MessagePage;
import veredus.api.admin.MessageView;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PendingPage;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyReply;
import veredus.api.admin.PolicyRollbackRequest;
import veredus.api.admin.PolicyVersionFiles;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueWhy;
import veredus.api.admin.ReloadReply;
import veredus.api.admin.ResolveView;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.SystemView;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.admin.TokenPage;
import veredus.api.admin.TokenReply;
import veredus.api.admin.TokenRequest;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;
import veredus.api.admin.UndoRequest;
import veredus.api.admin.VmtaPage;

/**
 * Speaks the admin API of one engine. Every call blocks until the answer is there, at most {@link #USUAL_LIMIT} (a
 * trace and a reload {@link #LONG_LIMIT}). Any thread may call it.
 *
 * <p>Every call throws {@link EngineException} when the engine refuses, {@link InterruptedIOException} when the thread
 * is interrupted (its flag stays set) and {@link IOException} when there is no answer.
 */
public final class EngineClient implements AutoCloseable {
    public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(30);
    public static final Duration LONG_LIMIT = Duration.ofMinutes(5);

    /** Longer answers, but for message bodies, are refused. */
    public static final int LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

    private final URI base;
    private final String token;
    private final HttpClient http;
    private final Optional<ActingFor> person;

    /**
     * A client with a connection of its own.
     *
     * @param base such as {@code http://127.0.0.1:8025}
     * @param token the bearer token; empty for the few paths that need none
     */
    public EngineClient(URI base, String token) {
        this(base, token, HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build());
    }

    /** A client over {@code http}, which knows whom to trust; it is closed with this. */
    public EngineClient(URI base, String token, HttpClient http) {
        this(base, token, http, Optional.empty());
    }

    private EngineClient(URI base, String token, HttpClient http, Optional<ActingFor> person) {
        this.base = base;
        this.token = token;
        this.http = http;
        this.person = person;
    }

    /**
     * The same connection and token, with what {@code whom} may do and no more; the token must be that of an admin of
     * the whole engine. Only this client is closed, not the one that is returned.
     */
    public EngineClient actingFor(ActingFor whom) {
        return new EngineClient(base, token, http, Optional.of(whom));
    }

    public EngineStatus status() throws IOException {
        return get(Endpoint.STATUS.path(), EngineStatus.class);
    }

    public QueuePage queues(QueueQuery query) throws IOException {
        return get(
                Endpoint.QUEUES.path() + "?sort=" + query.sort().name().toLowerCase(Locale.ROOT) + "&filter="
                        + encoded(query.filter()) + "&limit=" + query.limit(),
                QueuePage.class);
    }

    /** Queues added up by what they have in common. */
    public GroupPage groups(GroupQuery query) throws IOException {
        return get(
                Endpoint.QUEUE_GROUPS.path() + "?by=" + query.by().name().toLowerCase(Locale.ROOT) + "&filter="
                        + encoded(query.filter()) + "&limit=" + query.limit(),
                GroupPage.class);
    }

    /** Where mail for a domain goes now, asking the DNS. */
    public ResolveView resolve(String domain) throws IOException {
        return get(Endpoint.RESOLVE.path() + "?domain=" + encoded(domain), ResolveView.class);
    }

    /** Where such mail would go, with which limits, and which lines of the policy in force say so; asks the DNS. */
    public ExplainView explain(ExplainQuery query) throws IOException {
        var text = new StringBuilder(Endpoint.EXPLAIN.path()).append("?domain=").append(encoded(query.domain()));
        add(text, "vmta", query.vmta());
        add(text, "tenant", query.tenant());
        add(text, "campaign", query.campaign());
        add(text, "sender", query.sender());
        add(text, "user", query.user());
        add(text, "listener", query.listener());
        return get(text.toString(), ExplainView.class);
    }

    /** The machine and the files under the engine. */
    public SystemView system() throws IOException {
        return get(Endpoint.SYSTEM.path(), SystemView.class);
    }

    /**
     * The machine's name and addresses.
     *
     * @param name asks the DNS about it and about the addresses; absent asks nobody
     */
    public MachineView machine(Optional<String> name) throws IOException {
        return get(
                Endpoint.MACHINE.path()
                        + name.map(text -> "?name=" + encoded(text)).orElse(""),
                MachineView.class);
    }

    /** Fails with status 404 when there is no such queue. */
    public QueueDetail queue(String name) throws IOException {
        return get(Endpoint.QUEUE_DETAIL.path() + "?name=" + encoded(name), QueueDetail.class);
    }

    /** Why mail for {@code domain} does not move faster; without causes when none is queued. */
    public QueueWhy why(String domain) throws IOException {
        return get(Endpoint.QUEUE_WHY.path() + "?domain=" + encoded(domain), QueueWhy.class);
    }

    public ActionReply act(QueueAction action, ActionRequest request) throws IOException {
        return post(endpoint(action).path(), request, ActionReply.class, USUAL_LIMIT);
    }

    /** Lets mail wait in other queues, from which it is sent by another pool or under another campaign. */
    public ActionReply move(MoveRequest request) throws IOException {
        return post(Endpoint.MOVE.path(), request, ActionReply.class, USUAL_LIMIT);
    }

    /** What was deleted or bounced and may still be undone. */
    public PendingPage pending() throws IOException {
        return get(Endpoint.PENDING.path(), PendingPage.class);
    }

    /** Fails with status 404 when there is nothing of that id to be undone. */
    public ActionReply undo(UndoRequest request) throws IOException {
        return post(Endpoint.UNDO.path(), request, ActionReply.class, USUAL_LIMIT);
    }

    /**
     * Queued messages that match.
     *
     * @param limit at most so many
     */
    public MessagePage messages(QueueFilter filter, int limit) throws IOException {
        var query =
                new StringBuilder(Endpoint.MESSAGES.path()).append("?limit=").append(limit);
        add(query, "queue", filter.queue());
        add(query, "domain", filter.domain());
        add(query, "tenant", filter.tenant());
        add(query, "campaign", filter.campaign());
        add(query, "pool", filter.pool());
        add(query, "recipient", filter.recipient());
        add(query, "sender", filter.sender());
        add(query, "older-than", filter.olderThan().map(age -> Long.toString(age.toSeconds())));
        return get(query.toString(), MessagePage.class);
    }

    /** Fails with status 404 when there is no such message in the spool. */
    public MessageView message(String id) throws IOException {
        return get(Endpoint.MESSAGE.path().replace("{id}", encoded(id)), MessageView.class);
    }

    /** The bytes of a message as they are sent; the caller closes it. */
    public InputStream body(String id) throws IOException {
        return ask(request(Endpoint.MESSAGE_BODY.path().replace("{id}", encoded(id)), USUAL_LIMIT)
                .GET()
                .build());
    }

    public TraceView trace(TraceRequest request) throws IOException {
        return post(Endpoint.TRACE.path(), request, TraceView.class, LONG_LIMIT);
    }

    /** Makes a short message and delivers it now; what is deferred is tried again like any other mail. */
    public TestMailView testMail(TestMailRequest request) throws IOException {
        return post(Endpoint.TEST_MAIL.path(), request, TestMailView.class, LONG_LIMIT);
    }

    public ReloadReply reload() throws IOException {
        HttpRequest request = request(Endpoint.RELOAD.path(), LONG_LIMIT)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return read(ask(request), ReloadReply.class);
    }

    /**
     * Versions of the policy, the latest first.
     *
     * @param limit at most so many, up to {@link PolicyHistoryPage#MOST}
     */
    public PolicyHistoryPage policyHistory(int limit) throws IOException {
        return get(Endpoint.POLICY_HISTORY.path() + "?limit=" + limit, PolicyHistoryPage.class);
    }

    /** One version with its files, by the first digits of its id; fails with status 404 when there is none. */
    public PolicyVersionFiles policyVersion(String id) throws IOException {
        return get(Endpoint.POLICY_VERSION.path().replace("{id}", encoded(id)), PolicyVersionFiles.class);
    }

    /** Checks a configuration and puts it in force; fails with status 409 while another change waits. */
    public PolicyReply apply(PolicyApplyRequest request) throws IOException {
        return post(Endpoint.POLICY_APPLY.path(), request, PolicyReply.class, LONG_LIMIT);
    }

    /** What a configuration would change, for waiting mail too; fails with status 409 while a change is at work. */
    public PolicyComparison compare(PolicyCompareRequest request) throws IOException {
        return post(Endpoint.POLICY_COMPARE.path(), request, PolicyComparison.class, LONG_LIMIT);
    }

    /** Leaves in force what waits to be confirmed; fails with status 409 when nothing does. */
    public PolicyReply confirmPolicy() throws IOException {
        return read(
                ask(request(Endpoint.POLICY_CONFIRM.path(), LONG_LIMIT)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build()),
                PolicyReply.class);
    }

    /** Puts an earlier version in force again; fails with status 404 when there is none of that id. */
    public PolicyReply rollback(PolicyRollbackRequest request) throws IOException {
        return post(Endpoint.POLICY_ROLLBACK.path(), request, PolicyReply.class, LONG_LIMIT);
    }

    public TokenPage tokens() throws IOException {
        return get(Endpoint.TOKENS.path(), TokenPage.class);
    }

    /** Adds a token; its secret is told here and nowhere else. */
    public TokenReply addToken(TokenRequest request) throws IOException {
        return post(Endpoint.TOKEN_ADD.path(), request, TokenReply.class, USUAL_LIMIT);
    }

    /** Fails with status 404 when there is none of that name, and 409 when it is the last that may do everything. */
    public TokenReply removeToken(TokenRequest request) throws IOException {
        return post(Endpoint.TOKEN_REMOVE.path(), request, TokenReply.class, USUAL_LIMIT);
    }

    /**
     * The audit log, the latest first.
     *
     * @param limit at most so many, up to {@link AuditPage#MOST}
     */
    public AuditPage audit(Optional<Instant> since, int limit) throws IOException {
        var query = new StringBuilder(Endpoint.AUDIT.path()).append("?limit=").append(limit);
        add(query, "since", since.map(Instant::toString));
        return get(query.toString(), AuditPage.class);
    }

    public VmtaPage vmtas() throws IOException {
        return get(Endpoint.VMTAS.path(), VmtaPage.class);
    }

    /** Lets no more mail leave by a vMTA or a source address, for a time or until it is enabled. */
    public VmtaPage disable(SwitchRequest request) throws IOException {
        return post(Endpoint.VMTA_DISABLE.path(), request, VmtaPage.class, USUAL_LIMIT);
    }

    /** Fails with status 404 when it is not disabled at run time. */
    public VmtaPage enable(SwitchRequest request) throws IOException {
        return post(Endpoint.VMTA_ENABLE.path(), request, VmtaPage.class, USUAL_LIMIT);
    }

    /** Metrics as Prometheus reads them. */
    public String metrics() throws IOException {
        try (InputStream answer =
                ask(request(Endpoint.METRICS.path(), USUAL_LIMIT).GET().build())) {
            return new String(bounded(answer), StandardCharsets.UTF_8);
        }
    }

    /** Whether the engine runs. */
    public boolean isLive() throws IOException {
        return isOk(Endpoint.LIVE);
    }

    /** Whether the engine takes mail. */
    public boolean isReady() throws IOException {
        return isOk(Endpoint.READY);
    }

    @Override
    public void close() {
        http.close();
    }

    private static Endpoint endpoint(QueueAction action) {
        return switch (action) {
            case PAUSE -> Endpoint.PAUSE;
            case RESUME -> Endpoint.RESUME;
            case RETRY -> Endpoint.RETRY;
            case DELETE -> Endpoint.DELETE;
            case BOUNCE -> Endpoint.BOUNCE;
        };
    }

    private <T> T get(String path, Class<T> type) throws IOException {
        return read(ask(request(path, USUAL_LIMIT).GET().build()), type);
    }

    private <T> T post(String path, Object body, Class<T> type, Duration limit) throws IOException {
        HttpRequest request = request(path, limit)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(AdminJson.LENIENT.writeValueAsBytes(body)))
                .build();
        return read(ask(request), type);
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(limit);
        person.ifPresent(whom -> request.header(ActingFor.HEADER, whom.text()));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private boolean isOk(Endpoint endpoint) throws IOException {
        HttpResponse<InputStream> answer =
                send(request(endpoint.path(), USUAL_LIMIT).GET().build());
        answer.body().close();
        return answer.statusCode() == 200;
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

    private static byte[] bounded(InputStream answer) throws IOException {
        byte[] bytes = answer.readNBytes(LARGEST_ANSWER_BYTES + 1);
        if (bytes.length > LARGEST_ANSWER_BYTES) {
            throw new IOException("the answer is longer than " + LARGEST_ANSWER_BYTES + " bytes");
        }
        return bytes;
    }

    private static void add(StringBuilder query, String key, Optional<String> value) {
        value.ifPresent(text -> query.append('&').append(key).append('=').append(encoded(text)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package veredus.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import veredus.api.admin.ActingFor;
import veredus.api.admin.ActionPage;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
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
import veredus.api.admin.PriorityRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueAges;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueWhy;
import veredus.api.admin.ReloadReply;
import veredus.api.admin.ResolveView;
import veredus.api.admin.SitePage;
import veredus.api.admin.SiteQuery;
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
 * <p>Every call throws {@link EngineException} when the engine refuses, {@link java.io.InterruptedIOException} when the thread
 * is interrupted (its flag stays set) and {@link IOException} when there is no answer.
 */
public final class EngineClient implements AutoCloseable {
    public static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    public static final Duration USUAL_LIMIT = Duration.ofSeconds(30);
    public static final Duration LONG_LIMIT = Duration.ofMinutes(5);

    /** Longer answers, but for message bodies, are refused. */
    public static final int LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

    private final Wire wire;

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
        this(new Wire(base, token, http, Optional.empty()));
    }

    private EngineClient(Wire wire) {
        this.wire = wire;
    }

    /**
     * The same connection and token, with what {@code whom} may do and no more; the token must be that of an admin of
     * the whole engine. Only this client is closed, not the one that is returned.
     */
    public EngineClient actingFor(ActingFor whom) {
        return new EngineClient(new Wire(wire.base(), wire.token(), wire.http(), Optional.of(whom)));
    }

    public EngineStatus status() throws IOException {
        return wire.get(Question.of(Endpoint.STATUS), EngineStatus.class);
    }

    public QueuePage queues(QueueQuery query) throws IOException {
        return wire.get(
                Question.of(Endpoint.QUEUES)
                        .with("sort", query.sort())
                        .with("filter", query.filter())
                        .with("limit", query.limit())
                        .with("route", query.route())
                        .with("site", query.site())
                        .with("vmta", query.vmta()),
                QueuePage.class);
    }

    /** Queues added up by what they have in common. */
    public GroupPage groups(GroupQuery query) throws IOException {
        return wire.get(
                Question.of(Endpoint.QUEUE_GROUPS)
                        .with("by", query.by())
                        .with("filter", query.filter())
                        .with("limit", query.limit())
                        .with("site", query.site())
                        .with("vmta", query.vmta()),
                GroupPage.class);
    }

    /** Where mail for a domain goes now, asking the DNS. */
    public ResolveView resolve(String domain) throws IOException {
        return wire.get(Question.of(Endpoint.RESOLVE).with("domain", domain), ResolveView.class);
    }

    /** Where such mail would go, with which limits, and which lines of the policy in force say so; asks the DNS. */
    public ExplainView explain(ExplainQuery query) throws IOException {
        return wire.get(
                Question.of(Endpoint.EXPLAIN)
                        .with("domain", query.domain())
                        .with("vmta", query.vmta())
                        .with("tenant", query.tenant())
                        .with("campaign", query.campaign())
                        .with("sender", query.sender())
                        .with("user", query.user())
                        .with("listener", query.listener()),
                ExplainView.class);
    }

    /** The machine and the files under the engine. */
    public SystemView system() throws IOException {
        return wire.get(Question.of(Endpoint.SYSTEM), SystemView.class);
    }

    /**
     * The machine's name and addresses.
     *
     * @param name asks the DNS about it and about the addresses; absent asks nobody
     */
    public MachineView machine(Optional<String> name) throws IOException {
        return wire.get(Question.of(Endpoint.MACHINE).with("name", name), MachineView.class);
    }

    /** Fails with status 404 when there is no such queue. */
    public QueueDetail queue(String name) throws IOException {
        return wire.get(Question.of(Endpoint.QUEUE_DETAIL).with("name", name), QueueDetail.class);
    }

    /** Why mail for {@code domain} does not move faster; without causes when none is queued. */
    public QueueWhy why(String domain) throws IOException {
        return wire.get(Question.of(Endpoint.QUEUE_WHY).with("domain", domain), QueueWhy.class);
    }

    public ActionReply act(QueueAction action, ActionRequest request) throws IOException {
        return wire.post(endpoint(action), request, ActionReply.class, USUAL_LIMIT);
    }

    /** Lets mail wait in other queues, from which it is sent by another pool, by a named route or under another campaign. */
    public ActionReply move(MoveRequest request) throws IOException {
        return wire.post(Endpoint.MOVE, request, ActionReply.class, USUAL_LIMIT);
    }

    /** Makes queued mail more or less urgent. */
    public ActionReply prioritize(PriorityRequest request) throws IOException {
        return wire.post(Endpoint.PRIORITY, request, ActionReply.class, USUAL_LIMIT);
    }

    /** How old queued mail is; a filter without conditions means all of it. */
    public QueueAges ages(QueueFilter filter) throws IOException {
        return wire.get(Question.of(Endpoint.AGES).with(filter), QueueAges.class);
    }

    /** Receiving sites and how they do. */
    public SitePage sites(SiteQuery query) throws IOException {
        return wire.get(
                Question.of(Endpoint.SITES)
                        .with("sort", query.sort())
                        .with("site", query.site())
                        .with("limit", query.limit())
                        .with("vmta", query.vmta()),
                SitePage.class);
    }

    /** What operators did and what is in force. */
    public ActionPage actions() throws IOException {
        return wire.get(Question.of(Endpoint.ACTIONS), ActionPage.class);
    }

    /** What was deleted or bounced and may still be undone. */
    public PendingPage pending() throws IOException {
        return wire.get(Question.of(Endpoint.PENDING), PendingPage.class);
    }

    /** Fails with status 404 when there is nothing of that id to be undone. */
    public ActionReply undo(UndoRequest request) throws IOException {
        return wire.post(Endpoint.UNDO, request, ActionReply.class, USUAL_LIMIT);
    }

    /**
     * Queued messages that match.
     *
     * @param limit at most so many
     */
    public MessagePage messages(QueueFilter filter, int limit) throws IOException {
        return wire.get(Question.of(Endpoint.MESSAGES).with("limit", limit).with(filter), MessagePage.class);
    }

    /** Fails with status 404 when there is no such message in the spool. */
    public MessageView message(String id) throws IOException {
        return wire.get(Question.of(Endpoint.MESSAGE, id), MessageView.class);
    }

    /** The bytes of a message as they are sent; the caller closes it. */
    public InputStream body(String id) throws IOException {
        return wire.stream(Question.of(Endpoint.MESSAGE_BODY, id));
    }

    public TraceView trace(TraceRequest request) throws IOException {
        return wire.post(Endpoint.TRACE, request, TraceView.class, LONG_LIMIT);
    }

    /** Makes a short message and delivers it now; what is deferred is tried again like any other mail. */
    public TestMailView testMail(TestMailRequest request) throws IOException {
        return wire.post(Endpoint.TEST_MAIL, request, TestMailView.class, LONG_LIMIT);
    }

    public ReloadReply reload() throws IOException {
        return wire.post(Endpoint.RELOAD, ReloadReply.class, LONG_LIMIT);
    }

    /**
     * Versions of the policy, the latest first.
     *
     * @param limit at most so many, up to {@link PolicyHistoryPage#MOST}
     */
    public PolicyHistoryPage policyHistory(int limit) throws IOException {
        return wire.get(Question.of(Endpoint.POLICY_HISTORY).with("limit", limit), PolicyHistoryPage.class);
    }

    /** One version with its files, by the first digits of its id; fails with status 404 when there is none. */
    public PolicyVersionFiles policyVersion(String id) throws IOException {
        return wire.get(Question.of(Endpoint.POLICY_VERSION, id), PolicyVersionFiles.class);
    }

    /** Checks a configuration and puts it in force; fails with status 409 while another change waits. */
    public PolicyReply apply(PolicyApplyRequest request) throws IOException {
        return wire.post(Endpoint.POLICY_APPLY, request, PolicyReply.class, LONG_LIMIT);
    }

    /** What a configuration would change, for waiting mail too; fails with status 409 while a change is at work. */
    public PolicyComparison compare(PolicyCompareRequest request) throws IOException {
        return wire.post(Endpoint.POLICY_COMPARE, request, PolicyComparison.class, LONG_LIMIT);
    }

    /** Leaves in force what waits to be confirmed; fails with status 409 when nothing does. */
    public PolicyReply confirmPolicy() throws IOException {
        return wire.post(Endpoint.POLICY_CONFIRM, PolicyReply.class, LONG_LIMIT);
    }

    /** Puts an earlier version in force again; fails with status 404 when there is none of that id. */
    public PolicyReply rollback(PolicyRollbackRequest request) throws IOException {
        return wire.post(Endpoint.POLICY_ROLLBACK, request, PolicyReply.class, LONG_LIMIT);
    }

    public TokenPage tokens() throws IOException {
        return wire.get(Question.of(Endpoint.TOKENS), TokenPage.class);
    }

    /** Adds a token; its secret is told here and nowhere else. */
    public TokenReply addToken(TokenRequest request) throws IOException {
        return wire.post(Endpoint.TOKEN_ADD, request, TokenReply.class, USUAL_LIMIT);
    }

    /** Fails with status 404 when there is none of that name, and 409 when it is the last that may do everything. */
    public TokenReply removeToken(TokenRequest request) throws IOException {
        return wire.post(Endpoint.TOKEN_REMOVE, request, TokenReply.class, USUAL_LIMIT);
    }

    /**
     * The audit log, the latest first.
     *
     * @param limit at most so many, up to {@link AuditPage#MOST}
     */
    public AuditPage audit(Optional<Instant> since, int limit) throws IOException {
        return wire.get(
                Question.of(Endpoint.AUDIT).with("limit", limit).with("since", since.map(Instant::toString)),
                AuditPage.class);
    }

    public VmtaPage vmtas() throws IOException {
        return wire.get(Question.of(Endpoint.VMTAS), VmtaPage.class);
    }

    /** Lets no more mail leave by a vMTA or a source address, for a time or until it is enabled. */
    public VmtaPage disable(SwitchRequest request) throws IOException {
        return wire.post(Endpoint.VMTA_DISABLE, request, VmtaPage.class, USUAL_LIMIT);
    }

    /** Fails with status 404 when it is not disabled at run time. */
    public VmtaPage enable(SwitchRequest request) throws IOException {
        return wire.post(Endpoint.VMTA_ENABLE, request, VmtaPage.class, USUAL_LIMIT);
    }

    /** Metrics as Prometheus reads them. */
    public String metrics() throws IOException {
        try (InputStream answer = wire.stream(Question.of(Endpoint.METRICS))) {
            return new String(Wire.bounded(answer), StandardCharsets.UTF_8);
        }
    }

    /** Whether the engine runs. */
    public boolean isLive() throws IOException {
        return wire.isOk(Endpoint.LIVE);
    }

    /** Whether the engine takes mail. */
    public boolean isReady() throws IOException {
        return wire.isOk(Endpoint.READY);
    }

    @Override
    public void close() {
        wire.http().close();
    }

    private static Endpoint endpoint(QueueAction action) {
        return switch (action) {
            case PAUSE -> Endpoint.PAUSE;
            case RESUME -> Endpoint.RESUME;
            case BACKOFF -> Endpoint.BACKOFF;
            case NORMAL -> Endpoint.NORMAL;
            case RETRY -> Endpoint.RETRY;
            case DELETE -> Endpoint.DELETE;
            case BOUNCE -> Endpoint.BOUNCE;
        };
    }
}

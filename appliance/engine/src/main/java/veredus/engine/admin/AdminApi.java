package veredus.engine.admin;

import java.io.IOException;
import java.util.Set;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.MoveRequest;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyReply;
import veredus.api.admin.PolicyRollbackRequest;
import veredus.api.admin.PriorityRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.ReloadReply;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.admin.TokenReply;
import veredus.api.admin.TokenRequest;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;
import veredus.api.admin.UndoRequest;

/** Answers requests; knows no HTTP. Any thread may ask. */
final class AdminApi {
    /** Messages in one answer. */
    static final int MOST_MESSAGES = 10_000;

    private final AdminRooms rooms;
    private final StatusAnswers status;
    private final QueueAnswers queues;
    private final GroupAnswers groups;
    private final SiteAnswers sites;
    private final ActionAnswers standing;
    private final AgeAnswers ages;
    private final ResolveAnswers resolving;
    private final QueueActions actions;
    private final MessageAnswers messages;
    private final TraceAnswers traces;
    private final TestMailAnswers testMail;
    private final PolicyAnswers policy;
    private final Switches switches;
    private final VmtaAnswers vmtas;
    private final ExplainAnswers explaining;
    private final SystemAnswers system;
    private final MachineAnswers machine;
    private final AdminTokens tokens;
    private final AuditLog audit;
    private final Metrics metrics;

    AdminApi(
            AdminRooms rooms,
            OperatorOrders orders,
            Switches switches,
            DataFiles files,
            AdminTokens tokens,
            AuditLog audit,
            Metrics metrics,
            QueueActions actions) {
        this.rooms = rooms;
        this.policy = new PolicyAnswers(rooms, files, tokens);
        this.status = new StatusAnswers(rooms, policy);
        this.messages = new MessageAnswers(rooms);
        this.queues = new QueueAnswers(rooms, orders, messages);
        this.groups = new GroupAnswers(rooms);
        this.sites = new SiteAnswers(rooms);
        this.standing = new ActionAnswers(rooms, orders, switches, actions.withholding());
        this.ages = new AgeAnswers(rooms);
        this.resolving = new ResolveAnswers(rooms);
        this.actions = actions;
        this.traces = new TraceAnswers(rooms, messages);
        this.testMail = new TestMailAnswers(rooms, traces);
        this.switches = switches;
        this.vmtas = new VmtaAnswers(rooms, switches);
        this.explaining = new ExplainAnswers(rooms, files);
        this.system = new SystemAnswers(rooms, files, status);
        this.machine = new MachineAnswers(rooms.world());
        this.tokens = tokens;
        this.audit = audit;
        this.metrics = metrics;
    }

    /**
     * Answers one request.
     *
     * @throws AdminRefusal when it is not done
     * @throws IOException when a file of ours cannot be read or written
     */
    Answer answer(Ask ask) throws IOException {
        return switch (ask.endpoint()) {
            case STATUS -> Answer.json(status.status());
            case QUEUES -> Answer.json(queues.page(Queries.queues(ask), ask.caller()));
            case QUEUE_DETAIL -> Answer.json(queues.detail(Queries.only(ask, "name"), ask.caller()));
            case QUEUE_WHY -> Answer.json(queues.why(Queries.domain(ask), ask.caller()));
            case QUEUE_GROUPS -> Answer.json(groups.page(Queries.groups(ask), ask.caller()));
            case AGES -> Answer.json(ages.ages(ask.caller().confinedSearch(Queries.filter(ask))));
            case SITES -> Answer.json(sites.page(Queries.sites(ask)));
            case ACTIONS -> {
                Queries.none(ask);
                yield Answer.json(standing.page(ask.caller()));
            }
            case RESOLVE -> Answer.json(resolving.resolve(Queries.domain(ask)));
            case PAUSE -> act(ask, QueueAction.PAUSE);
            case RESUME -> act(ask, QueueAction.RESUME);
            case BACKOFF -> act(ask, QueueAction.BACKOFF);
            case NORMAL -> act(ask, QueueAction.NORMAL);
            case RETRY -> act(ask, QueueAction.RETRY);
            case DELETE -> act(ask, QueueAction.DELETE);
            case BOUNCE -> act(ask, QueueAction.BOUNCE);
            case MOVE -> move(ask.json(MoveRequest.class), ask.caller());
            case PRIORITY -> prioritize(ask.json(PriorityRequest.class), ask.caller());
            case PENDING -> {
                Queries.none(ask);
                yield Answer.json(actions.withholding().pending(ask.caller()));
            }
            case UNDO -> {
                UndoRequest request = ask.json(UndoRequest.class);
                yield Answer.json(actions.withholding().undo(request, ask.caller()), "undo " + request.id());
            }
            case MESSAGES ->
                Answer.json(messages.list(
                        ask.caller().confinedSearch(Queries.filter(ask, "limit")),
                        ask.number("limit", Queries.USUAL_LIMIT, 1, MOST_MESSAGES)));
            case MESSAGE -> Answer.json(messages.show(MessageAnswers.id(ask.id()), ask.caller()));
            case MESSAGE_BODY -> messages.body(MessageAnswers.id(ask.id()), ask.caller());
            case TRACE -> trace(ask.json(TraceRequest.class));
            case EXPLAIN -> Answer.json(explaining.explain(Queries.explain(ask)));
            case TEST_MAIL -> testMail(ask.json(TestMailRequest.class));
            case MACHINE -> {
                ask.onlyParameters(Set.of("name"));
                yield Answer.json(machine.machine(ask.parameter("name")));
            }
            case SYSTEM -> Answer.json(system.system());
            case VMTAS -> Answer.json(vmtas.page());
            case VMTA_DISABLE -> {
                SwitchRequest request = ask.json(SwitchRequest.class);
                switches.disable(request, ask.who());
                yield Answer.json(vmtas.page(), "disabled " + named(request));
            }
            case VMTA_ENABLE -> {
                SwitchRequest request = ask.json(SwitchRequest.class);
                switches.enable(request);
                yield Answer.json(vmtas.page(), "enabled " + named(request));
            }
            case TOKENS -> Answer.json(tokens.page());
            case TOKEN_ADD -> added(ask.json(TokenRequest.class));
            case TOKEN_REMOVE -> {
                TokenReply reply = tokens.remove(ask.json(TokenRequest.class));
                yield Answer.json(reply, "removed the token " + reply.token().name());
            }
            case AUDIT -> Answer.json(audit.page(Queries.since(ask), Queries.auditLimit(ask)));
            case RELOAD -> reload(ask);
            case POLICY_HISTORY -> {
                ask.onlyParameters(Set.of("limit"));
                yield Answer.json(policy.history(ask.number("limit", Queries.USUAL_LIMIT, 1, PolicyHistoryPage.MOST)));
            }
            case POLICY_VERSION -> Answer.json(policy.version(ask.id()));
            case POLICY_APPLY -> changed("apply", policy.apply(ask.json(PolicyApplyRequest.class), ask.who()));
            case POLICY_COMPARE -> Answer.json(policy.compare(ask.json(PolicyCompareRequest.class)));
            case POLICY_CONFIRM -> changed("confirm", policy.confirm());
            case POLICY_ROLLBACK ->
                changed("roll back", policy.rollback(ask.json(PolicyRollbackRequest.class), ask.who()));
            case METRICS -> Answer.text(200, Metrics.CONTENT_TYPE, metrics.scrape());
            case LIVE -> StatusAnswers.live();
            case READY -> status.ready();
        };
    }

    private Answer act(Ask ask, QueueAction action) throws IOException {
        ActionRequest request = ask.json(ActionRequest.class);
        ActionReply reply = actions.act(action, request, ask.caller());
        return Answer.json(
                reply,
                reply.message()
                        + request.reason().map(reason -> "; reason: " + reason).orElse(""));
    }

    private Answer move(MoveRequest request, Caller caller) throws IOException {
        ActionReply reply = actions.move(request, caller);
        return Answer.json(
                reply,
                reply.message()
                        + request.toPool().map(pool -> "; to pool " + pool).orElse("")
                        + request.toRoute()
                                .map(route -> route.isEmpty() ? "; to no route" : "; to route " + route)
                                .orElse("")
                        + request.toCampaign()
                                .map(campaign -> "; to campaign " + campaign)
                                .orElse("")
                        + request.reason().map(reason -> "; reason: " + reason).orElse(""));
    }

    private Answer prioritize(PriorityRequest request, Caller caller) throws IOException {
        ActionReply reply = actions.prioritize(request, caller);
        return Answer.json(
                reply,
                reply.message()
                        + request.to().map(priority -> "; to " + priority).orElse("")
                        + request.reason().map(reason -> "; reason: " + reason).orElse(""));
    }

    private Answer trace(TraceRequest request) {
        TraceView view = traces.trace(request);
        return Answer.json(view, "traced " + request.messageId().orElse(view.domain()) + ": " + view.outcome());
    }

    private Answer testMail(TestMailRequest request) {
        TestMailView view = testMail.send(request);
        return Answer.json(
                view,
                "test mail " + view.messageId() + " for " + view.trace().domain() + ": "
                        + (view.delivered() ? "delivered" : "not delivered"));
    }

    private static Answer changed(String what, PolicyReply reply) {
        return Answer.json(
                reply,
                what + " " + reply.version().orElse("")
                        + (reply.accepted()
                                ? ": " + String.join("; ", reply.notes())
                                : ": " + reply.problems().size()
                                        + " problems, the configuration before stays in force"));
    }

    private Answer reload(Ask ask) throws IOException {
        ReloadReply reply = policy.reload(ask.who());
        return Answer.json(
                reply,
                reply.accepted()
                        ? "reloaded: " + String.join("; ", reply.notes())
                        : reply.problems().size() + " problems, the configuration before stays in force");
    }

    private Answer added(TokenRequest request) throws IOException {
        request.tenant().ifPresent(this::requireTenant);
        TokenReply reply = tokens.add(request);
        return Answer.json(
                reply,
                "added the token " + reply.token().name() + " " + reply.token().role());
    }

    private void requireTenant(String name) {
        if (rooms.policy().get().tenants().stream()
                .noneMatch(tenant -> tenant.name().equals(name))) {
            throw AdminRefusal.unprocessable("no tenant of that name is configured; see tenants.toml");
        }
    }

    private static String named(SwitchRequest request) {
        return request.vmta().or(request::address).orElse("");
    }
}

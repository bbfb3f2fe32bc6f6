package veredus.engine.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import veredus.api.admin.ActionReply;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueFilter;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.ReloadReply;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;

/** Answers requests; knows no HTTP. Any thread may ask. */
final class AdminApi {
    /** Messages in one answer. */
    static final int MOST_MESSAGES = 10_000;

    private static final int USUAL_LIMIT = 100;
    private static final int LONGEST_AGE_SECONDS = 999_999_999;

    private final StatusAnswers status;
    private final QueueAnswers queues;
    private final QueueActions actions;
    private final MessageAnswers messages;
    private final TraceAnswers traces;
    private final Reloading reloading;
    private final Metrics metrics;

    AdminApi(AdminRooms rooms, Pauses pauses, DataFiles files, AdminTokens tokens, Metrics metrics) {
        this.reloading = new Reloading(rooms, files, tokens);
        this.status = new StatusAnswers(rooms, reloading::loaded);
        this.messages = new MessageAnswers(rooms);
        this.queues = new QueueAnswers(rooms, pauses, messages);
        this.actions = new QueueActions(rooms, pauses);
        this.traces = new TraceAnswers(rooms, messages);
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
            case QUEUES -> Answer.json(queues.page(queueQuery(ask)));
            case QUEUE_DETAIL -> {
                ask.onlyParameters(Set.of("name"));
                yield Answer.json(queues.detail(ask.parameter("name")
                        .orElseThrow(() -> AdminRefusal.unprocessable("the parameter name is missing"))));
            }
            case PAUSE -> act(ask, QueueAction.PAUSE);
            case RESUME -> act(ask, QueueAction.RESUME);
            case RETRY -> act(ask, QueueAction.RETRY);
            case DELETE -> act(ask, QueueAction.DELETE);
            case BOUNCE -> act(ask, QueueAction.BOUNCE);
            case MESSAGES ->
                Answer.json(messages.list(filter(ask), ask.number("limit", USUAL_LIMIT, 1, MOST_MESSAGES)));
            case MESSAGE -> Answer.json(messages.show(MessageAnswers.id(ask.id())));
            case MESSAGE_BODY -> messages.body(MessageAnswers.id(ask.id()));
            case TRACE -> trace(ask.json(TraceRequest.class));
            case RELOAD -> reload();
            case METRICS -> Answer.text(200, Metrics.CONTENT_TYPE, metrics.scrape());
            case LIVE -> StatusAnswers.live();
            case READY -> status.ready();
        };
    }

    private Answer act(Ask ask, QueueAction action) throws IOException {
        ActionRequest request = ask.json(ActionRequest.class);
        ActionReply reply = actions.act(action, request, ask.who());
        return Answer.json(
                reply,
                reply.message()
                        + request.reason().map(reason -> "; reason: " + reason).orElse(""));
    }

    private Answer trace(TraceRequest request) {
        TraceView view = traces.trace(request);
        return Answer.json(view, "traced " + request.messageId().orElse(view.domain()) + ": " + view.outcome());
    }

    private Answer reload() throws IOException {
        ReloadReply reply = reloading.reload();
        return Answer.json(
                reply,
                reply.accepted()
                        ? "reloaded: " + String.join("; ", reply.notes())
                        : reply.problems().size() + " problems, the configuration before stays in force");
    }

    private static QueueQuery queueQuery(Ask ask) {
        ask.onlyParameters(Set.of("sort", "filter", "limit"));
        String sort = ask.parameter("sort").orElse("deliveries");
        for (QueueQuery.Sort known : QueueQuery.Sort.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(sort)) {
                int limit = ask.number("limit", USUAL_LIMIT, 1, QueueQuery.MOST);
                return new QueueQuery(known, ask.parameter("filter").orElse(""), limit);
            }
        }
        throw AdminRefusal.unprocessable("sort is one of name, deliveries, oldest, due");
    }

    private static QueueFilter filter(Ask ask) {
        ask.onlyParameters(
                Set.of("queue", "domain", "tenant", "campaign", "pool", "recipient", "sender", "older-than", "limit"));
        return new QueueFilter(
                ask.parameter("queue"),
                ask.parameter("domain"),
                ask.parameter("tenant"),
                ask.parameter("campaign"),
                ask.parameter("pool"),
                ask.parameter("recipient"),
                ask.parameter("sender"),
                ask.parameter("older-than")
                        .map(text -> Duration.ofSeconds(ask.number("older-than", 0, 0, LONGEST_AGE_SECONDS))),
                false);
    }
}

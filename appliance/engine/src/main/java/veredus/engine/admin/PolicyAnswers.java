package veredus.engine.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import veredus.api.admin.PolicyApplyRequest;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyReply;
import veredus.api.admin.PolicyRollbackRequest;
import veredus.api.admin.PolicyState;
import veredus.api.admin.PolicyVersionFiles;
import veredus.api.admin.ReloadReply;
import veredus.api.policy.PolicyTexts;
import veredus.engine.policy.Author;
import veredus.engine.policy.PolicyChange;
import veredus.engine.policy.PolicyChanges;

/** The policy, its history and its changes. */
final class PolicyAnswers {
    private static final Duration SHORTEST_CONFIRMATION = Duration.ofSeconds(1);

    private final AdminRooms rooms;
    private final DataFiles files;
    private final AdminTokens tokens;
    private final SecretMask mask = new SecretMask();

    PolicyAnswers(AdminRooms rooms, DataFiles files, AdminTokens tokens) {
        this.rooms = rooms;
        this.files = files;
        this.tokens = tokens;
    }

    private PolicyChanges changes() {
        return rooms.changes()
                .orElseThrow(() -> AdminRefusal.conflict(
                        "the policy cannot be changed",
                        "the engine was started without a configuration directory, or could not open the history;"
                                + " see its log"));
    }

    /** When the policy in force was read. */
    Instant loaded() {
        return rooms.changes().map(PolicyChanges::loaded).orElse(rooms.started());
    }

    PolicyState state() {
        return rooms.changes()
                .map(PolicyChanges::state)
                .orElse(new PolicyState(Optional.empty(), false, 0, Optional.empty()));
    }

    PolicyHistoryPage history(int limit) throws IOException {
        return files.onPlatform("list policy versions", () -> changes().history(limit));
    }

    PolicyVersionFiles version(String digits) throws IOException {
        PolicyVersionFiles found = files.onPlatform(
                        "read policy version", () -> changes().version(digits))
                .orElseThrow(PolicyAnswers::unknownId);
        var masked = new TreeMap<String, String>();
        found.files().forEach((name, text) -> masked.put(name, mask.mask(text)));
        return new PolicyVersionFiles(found.version(), masked);
    }

    ReloadReply reload(String who) throws IOException {
        PolicyReply reply =
                reply(files.onPlatform("reload policy", () -> changes().reload(who)));
        return new ReloadReply(reply.accepted(), reply.problems(), reply.notes());
    }

    PolicyReply apply(PolicyApplyRequest request, String who) throws IOException {
        Author author = author(who, request.origin(), request.reason(), request.dryRun());
        Optional<Duration> limit = confirmation(request.confirmWithin());
        return reply(files.onPlatform("apply policy", () -> {
            Optional<PolicyTexts> texts = texts(request.files(), request.base());
            return changes().apply(texts, request.base(), author, limit, request.dryRun());
        }));
    }

    /** What a candidate would change, in the configuration and for the mail that waits. */
    PolicyComparison compare(PolicyCompareRequest request) throws IOException {
        if (request.version().isPresent() && request.files().isPresent()) {
            throw AdminRefusal.unprocessable("give one of files and version");
        }
        return files.onPlatform("compare policies", () -> {
            Optional<PolicyChange.Conflict> conflict = changes().conflict(request.base());
            if (conflict.isPresent()) {
                throw AdminRefusal.conflict(
                        conflict.get().title(), conflict.get().detail());
            }
            Optional<PolicyTexts> texts = request.version().isPresent()
                    ? Optional.of(ofVersion(request.version().get()))
                    : texts(request.files(), request.base());
            PolicyChanges.Candidate found = changes()
                    .candidate(texts)
                    .orElseThrow(() -> AdminRefusal.conflict("another change is at work", "try again when it is done"));
            return new PolicyOutlook(rooms, found, !request.checkOnly()).comparison();
        });
    }

    private PolicyTexts ofVersion(String digits) throws IOException {
        return PolicyTexts.of(
                changes().version(digits).orElseThrow(PolicyAnswers::unknownId).files());
    }

    /** With the secrets of {@code base} in place of their masks. */
    private Optional<PolicyTexts> texts(Optional<Map<String, String>> given, Optional<String> base) throws IOException {
        boolean masked = given.filter(all -> all.values().stream().anyMatch(mask::isMasked))
                .isPresent();
        if (masked && base.isPresent()) {
            PolicyTexts before = ofVersion(base.get());
            return given.map(all -> texts(mask.unmask(all, before.files())));
        }
        return given.map(this::texts);
    }

    private PolicyTexts texts(Map<String, String> given) {
        if (given.values().stream().anyMatch(mask::isMasked)) {
            throw AdminRefusal.unprocessable("a file has a masked secret: put the secret itself, or better"
                    + " \"file:NAME\", in place of " + SecretMask.MASK);
        }
        try {
            return PolicyTexts.of(given);
        } catch (IllegalArgumentException unusable) {
            throw AdminRefusal.unprocessable(String.valueOf(unusable.getMessage()));
        }
    }

    PolicyReply confirm() throws IOException {
        return reply(files.onPlatform("confirm policy", () -> changes().confirm()));
    }

    PolicyReply rollback(PolicyRollbackRequest request, String who) throws IOException {
        Author author = author(who, request.origin(), request.reason(), false);
        Optional<Duration> limit = confirmation(request.confirmWithin());
        return reply(files.onPlatform("roll back policy", () -> changes().rollback(request.id(), author, limit)));
    }

    private static Author author(String who, Optional<PolicyOrigin> origin, Optional<String> reason, boolean dryRun) {
        PolicyOrigin from = origin.orElse(PolicyOrigin.API);
        if (from == PolicyOrigin.FILE || from == PolicyOrigin.ENGINE) {
            throw AdminRefusal.unprocessable("the origin of a request is API or CLI");
        }
        return new Author(who, from, dryRun ? "" : Reasons.required(reason));
    }

    private static Optional<Duration> confirmation(Optional<Duration> limit) {
        if (limit.filter(time -> time.compareTo(SHORTEST_CONFIRMATION) < 0
                        || time.compareTo(PolicyChanges.LONGEST_CONFIRMATION) > 0)
                .isPresent()) {
            throw AdminRefusal.unprocessable(
                    "confirmWithin is from 1 second to " + PolicyChanges.LONGEST_CONFIRMATION.toDays() + " days");
        }
        return limit;
    }

    private PolicyReply reply(PolicyChange change) {
        return switch (change) {
            case PolicyChange.Done done ->
                new PolicyReply(true, done.version(), done.confirmBy(), done.warnings(), withTokens(done.notes()));
            case PolicyChange.Refused refused ->
                new PolicyReply(
                        false,
                        state().version(),
                        state().confirmBy(),
                        refused.problems(),
                        List.of("the configuration before stays in force"));
            case PolicyChange.Conflict conflict -> throw AdminRefusal.conflict(conflict.title(), conflict.detail());
            case PolicyChange.Unknown unknown -> throw unknown(unknown.detail());
        };
    }

    /** The token file is read again with each change. */
    private List<String> withTokens(List<String> notes) {
        try {
            tokens.reload();
            return notes;
        } catch (IOException unreadable) {
            var more = new ArrayList<String>(notes);
            more.add("the tokens before stay: " + unreadable.getMessage());
            return more;
        }
    }

    private static AdminRefusal unknownId() {
        return unknown("no version, or more than one, has an id that begins so");
    }

    private static AdminRefusal unknown(String detail) {
        return AdminRefusal.notFound("version", detail);
    }
}

package veredus.engine.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import veredus.api.admin.ExplainQuery;
import veredus.api.admin.ExplainView;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReading;
import veredus.api.policy.VirtualMta;
import veredus.engine.explain.Explainer;
import veredus.engine.explain.Question;
import veredus.engine.policy.PolicyChanges;

/** What would become of mail under the policy in force, and which lines say so. Blocks for the DNS. */
final class ExplainAnswers {
    private final AdminRooms rooms;
    private final DataFiles files;
    /** As it was read for the last answer; the files of a version do not change. */
    private volatile PolicyChanges.@Nullable Standing last;

    ExplainAnswers(AdminRooms rooms, DataFiles files) {
        this.rooms = rooms;
        this.files = files;
    }

    ExplainView explain(ExplainQuery query) throws IOException {
        PolicyChanges.Standing standing = standing();
        Policy policy = switch (standing.traced().reading()) {
            case PolicyReading.Accepted accepted -> switched(accepted.policy());
            case PolicyReading.Refused(var problems) ->
                throw AdminRefusal.conflict(
                        "what is in force cannot be read again",
                        problems.getFirst().toString());
        };
        Question question;
        try {
            question = Question.of(query, Map.of(), policy);
        } catch (IllegalArgumentException unknown) {
            throw AdminRefusal.unprocessable(String.valueOf(unknown.getMessage()));
        }
        var world = rooms.world();
        return ExplainView.of(
                new Explainer(policy, standing.traced().origins(), world.dns(), world.network(), world.time())
                        .explain(question));
    }

    private PolicyChanges.Standing standing() throws IOException {
        PolicyChanges changes = rooms.changes()
                .orElseThrow(() -> AdminRefusal.conflict(
                        "there is nothing to explain it with",
                        "the engine was started without a configuration directory, or could not open the history;"
                                + " see its log"));
        Optional<String> now = changes.state().version();
        PolicyChanges.Standing known = last;
        if (known == null || !now.equals(Optional.of(known.version()))) {
            known = files.onPlatform("read policy", changes::inForce);
            last = known;
        }
        return known;
    }

    /** With what operators have disabled at run time; what they have not keeps its place in the files. */
    private Policy switched(Policy written) {
        Map<String, VirtualMta> now = rooms.policy().get().vmtas().stream()
                .collect(Collectors.toMap(VirtualMta::name, Function.identity(), (one, other) -> one));
        List<VirtualMta> vmtas = written.vmtas().stream()
                .map(vmta -> {
                    VirtualMta running = now.getOrDefault(vmta.name(), vmta);
                    return running.enabled() == vmta.enabled()
                                    && running.addresses().equals(vmta.addresses())
                            ? vmta
                            : running;
                })
                .toList();
        return written.withVmtas(vmtas);
    }
}

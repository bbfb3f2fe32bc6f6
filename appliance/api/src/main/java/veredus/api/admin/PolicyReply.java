package veredus.api.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.PolicyProblem;

/**
 * What came of a change of the policy. Without {@code accepted} nothing has changed.
 *
 * @param version the version that is in force now
 * @param confirmBy until when it must be confirmed; absent where it need not be
 * @param notes what changed, and what needs a restart; for people
 */
public record PolicyReply(
        boolean accepted,
        Optional<String> version,
        Optional<Instant> confirmBy,
        List<PolicyProblem> problems,
        List<String> notes) {
    public PolicyReply {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}

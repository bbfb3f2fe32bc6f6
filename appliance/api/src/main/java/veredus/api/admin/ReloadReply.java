package veredus.api.admin;

import java.util.List;
import veredus.api.policy.PolicyProblem;

/**
 * What came of {@code POST /v1/reload}: without {@code accepted} the configuration before stays in force.
 *
 * @param notes what changed, and what needs a restart; for people
 */
public record ReloadReply(boolean accepted, List<PolicyProblem> problems, List<String> notes) {
    public ReloadReply {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}

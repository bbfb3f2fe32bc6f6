package veredus.engine.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import veredus.api.policy.PolicyProblem;

/** What came of a change of the policy. */
public sealed interface PolicyChange {

    /**
     * It is in force.
     *
     * @param version empty where it could not be recorded
     * @param confirmBy until when it must be confirmed
     * @param notes what changed, and what needs a restart
     */
    record Done(Optional<String> version, Optional<Instant> confirmBy, List<PolicyProblem> warnings, List<String> notes)
            implements PolicyChange {
        public Done {
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }
    }

    /** It has errors; nothing has changed. */
    record Refused(List<PolicyProblem> problems) implements PolicyChange {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** It cannot be done now; nothing has changed. */
    record Conflict(String title, String detail) implements PolicyChange {}

    /** There is no such version. */
    record Unknown(String detail) implements PolicyChange {}
}

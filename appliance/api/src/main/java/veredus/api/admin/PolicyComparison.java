package veredus.api.admin;

import java.util.List;
import veredus.api.policy.PolicyDiff;
import veredus.api.policy.PolicyProblem;

/**
 * What a candidate configuration would change in a running engine: the answer to {@code POST /v1/policy/compare}. Nothing
 * has been touched.
 *
 * @param accepted whether it could be put in force; else only {@code problems} says something
 * @param notes what needs a restart; for people
 * @param changes by object and key; secrets are hidden
 * @param queues those with mail for which something changes, what is stranded first, then the fullest; at most
 *     {@link #MOST_QUEUES}
 * @param queuesChanged how many these are in all
 * @param deliveriesStranded in all of them: mail that would lose its way
 * @param queuesNotCompared left out because the answer would have taken too long; the fullest ones are compared first
 */
public record PolicyComparison(
        boolean accepted,
        List<PolicyProblem> problems,
        List<String> notes,
        List<PolicyDiff.Change> changes,
        List<QueueOutlook> queues,
        int queuesChanged,
        long deliveriesStranded,
        int queuesNotCompared) {
    /** More queues are counted, but not listed. */
    public static final int MOST_QUEUES = 500;

    public PolicyComparison {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
        changes = List.copyOf(changes);
        queues = List.copyOf(queues);
    }

    /** A candidate that cannot be put in force. */
    public static PolicyComparison refused(List<PolicyProblem> problems) {
        return new PolicyComparison(false, problems, List.of(), List.of(), List.of(), 0, 0, 0);
    }
}

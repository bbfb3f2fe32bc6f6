package veredus.api.policy;

import java.util.List;

/** What came of reading a configuration directory. */
public sealed interface PolicyReading {

    /** Everything found, by file, line and column. */
    List<PolicyProblem> problems();

    /** The configuration can be used. */
    record Accepted(Policy policy, List<PolicyProblem> warnings) implements PolicyReading {
        public Accepted {
            warnings = List.copyOf(warnings);
        }

        @Override
        public List<PolicyProblem> problems() {
            return warnings;
        }
    }

    /** The configuration cannot be used: at least one of the problems is an error. */
    record Refused(List<PolicyProblem> problems) implements PolicyReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

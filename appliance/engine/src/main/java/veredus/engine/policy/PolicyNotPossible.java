package veredus.engine.policy;

import veredus.api.policy.PolicyProblem;

/** A policy that is right and cannot be put in force on this machine now, such as one with a port that is taken. */
public final class PolicyNotPossible extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient PolicyProblem problem;

    public PolicyNotPossible(PolicyProblem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public PolicyProblem problem() {
        return problem;
    }
}

package veredus.api.client;

import java.io.IOException;
import veredus.api.admin.ApiProblem;

/** The engine answered, but not with what was asked for. */
public class EngineException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ApiProblem problem;

    public EngineException(ApiProblem problem) {
        super(problem.status() + " " + problem.title() + (problem.detail().isEmpty() ? "" : ": " + problem.detail()));
        this.problem = problem;
    }

    public ApiProblem problem() {
        return problem;
    }
}

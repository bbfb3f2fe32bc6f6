package veredus.engine.admin;

import veredus.api.admin.ApiProblem;

/** A request that is not done, with what to answer. */
final class AdminRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiProblem problem;

    /**
     * Made with the HTTP status.
     *
     * @param title the kind of problem
     * @param detail what is wrong and how to mend it; nothing secret, nothing of our insides
     */
    AdminRefusal(int status, String title, String detail) {
        super(title + ": " + detail, null, false, false);
        this.problem = new ApiProblem(title, status, detail);
    }

    static AdminRefusal unprocessable(String detail) {
        return new AdminRefusal(422, "the request makes no sense", detail);
    }

    static AdminRefusal notFound(String what, String detail) {
        return new AdminRefusal(404, "no such " + what, detail);
    }

    static AdminRefusal conflict(String title, String detail) {
        return new AdminRefusal(409, title, detail);
    }

    ApiProblem problem() {
        return problem;
    }
}

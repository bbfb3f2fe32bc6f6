package veredus.engine.outcome;

/** The categories of failures that no reply tells of; the names are PowerMTA's. */
final class Categories {
    static final String BAD_DOMAIN = "bad-domain";
    static final String NO_ANSWER = "no-answer-from-host";
    static final String BAD_CONNECTION = "bad-connection";
    static final String ROUTING = "routing-errors";
    static final String BAD_CONFIGURATION = "bad-configuration";
    static final String POLICY = "policy-related";
    static final String EXPIRED = "message-expired";
    static final String OTHER = "other";

    private Categories() {}
}

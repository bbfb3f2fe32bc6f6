package veredus.api.client;

import java.util.Optional;
import veredus.api.admin.Role;

/**
 * Every operation of the admin API, and who may use it; {@code veredus/openapi.yaml} describes the same. This is the
 * one table of permissions: the engine asks it, and a test goes over all of it.
 */
public enum Endpoint {
    STATUS("GET", "/v1/status", Role.VIEWER, Reach.ENGINE),
    QUEUES("GET", "/v1/queues", Role.VIEWER, Reach.TENANT),
    QUEUE_DETAIL("GET", "/v1/queues/detail", Role.VIEWER, Reach.TENANT),
    QUEUE_WHY("GET", "/v1/queues/why", Role.VIEWER, Reach.TENANT),
    QUEUE_GROUPS("GET", "/v1/queues/groups", Role.VIEWER, Reach.TENANT),
    AGES("GET", "/v1/queues/ages", Role.VIEWER, Reach.TENANT),
    SITES("GET", "/v1/sites", Role.VIEWER, Reach.ENGINE),
    ACTIONS("GET", "/v1/actions", Role.VIEWER, Reach.TENANT),
    PAUSE("POST", "/v1/queues/pause", Role.OPERATOR, Reach.TENANT),
    RESUME("POST", "/v1/queues/resume", Role.OPERATOR, Reach.TENANT),
    BACKOFF("POST", "/v1/queues/backoff", Role.OPERATOR, Reach.TENANT),
    NORMAL("POST", "/v1/queues/normal", Role.OPERATOR, Reach.TENANT),
    RETRY("POST", "/v1/queues/retry", Role.OPERATOR, Reach.TENANT),
    DELETE("POST", "/v1/queues/delete", Role.OPERATOR, Reach.TENANT),
    BOUNCE("POST", "/v1/queues/bounce", Role.OPERATOR, Reach.TENANT),
    MOVE("POST", "/v1/queues/move", Role.OPERATOR, Reach.TENANT),
    PRIORITY("POST", "/v1/queues/priority", Role.OPERATOR, Reach.TENANT),
    PENDING("GET", "/v1/queues/pending", Role.VIEWER, Reach.TENANT),
    UNDO("POST", "/v1/queues/undo", Role.OPERATOR, Reach.TENANT),
    MESSAGES("GET", "/v1/messages", Role.VIEWER, Reach.TENANT),
    MESSAGE("GET", "/v1/messages/{id}", Role.VIEWER, Reach.TENANT),
    MESSAGE_BODY("GET", "/v1/messages/{id}/body", Role.VIEWER, Reach.TENANT),
    RESOLVE("GET", "/v1/resolve", Role.OPERATOR, Reach.ENGINE),
    EXPLAIN("GET", "/v1/explain", Role.OPERATOR, Reach.ENGINE),
    TRACE("POST", "/v1/trace", Role.OPERATOR, Reach.ENGINE),
    TEST_MAIL("POST", "/v1/test-mail", Role.ADMIN, Reach.ENGINE),
    VMTAS("GET", "/v1/vmtas", Role.VIEWER, Reach.ENGINE),
    VMTA_DISABLE("POST", "/v1/vmtas/disable", Role.OPERATOR, Reach.ENGINE),
    VMTA_ENABLE("POST", "/v1/vmtas/enable", Role.OPERATOR, Reach.ENGINE),
    RELOAD("POST", "/v1/reload", Role.ADMIN, Reach.ENGINE),
    POLICY_HISTORY("GET", "/v1/policy/history", Role.VIEWER, Reach.ENGINE),
    POLICY_VERSION("GET", "/v1/policy/versions/{id}", Role.VIEWER, Reach.ENGINE),
    POLICY_APPLY("POST", "/v1/policy/apply", Role.ADMIN, Reach.ENGINE),
    POLICY_COMPARE("POST", "/v1/policy/compare", Role.ADMIN, Reach.ENGINE),
    POLICY_CONFIRM("POST", "/v1/policy/confirm", Role.ADMIN, Reach.ENGINE),
    POLICY_ROLLBACK("POST", "/v1/policy/rollback", Role.ADMIN, Reach.ENGINE),
    TOKENS("GET", "/v1/tokens", Role.ADMIN, Reach.ENGINE),
    TOKEN_ADD("POST", "/v1/tokens/add", Role.ADMIN, Reach.ENGINE),
    TOKEN_REMOVE("POST", "/v1/tokens/remove", Role.ADMIN, Reach.ENGINE),
    AUDIT("GET", "/v1/audit", Role.ADMIN, Reach.ENGINE),
    SYSTEM("GET", "/v1/system", Role.VIEWER, Reach.ENGINE),
    MACHINE("GET", "/v1/machine", Role.ADMIN, Reach.ENGINE),
    METRICS("GET", "/metrics", Role.VIEWER, Reach.ENGINE),
    LIVE("GET", "/livez"),
    READY("GET", "/readyz");

    /** Whom an operation concerns. */
    public enum Reach {
        /** The engine as a whole: nothing for a token that is confined to a tenant. */
        ENGINE,
        /** Queues and messages: a token that is confined to a tenant meets those of its tenant alone. */
        TENANT
    }

    private final String method;
    private final String path;
    private final Optional<Role> role;
    private final Reach reach;

    Endpoint(String method, String path, Role role, Reach reach) {
        this.method = method;
        this.path = path;
        this.role = Optional.of(role);
        this.reach = reach;
    }

    /** One that needs no token: health is asked for by machines, and says nothing that a port scan does not. */
    Endpoint(String method, String path) {
        this.method = method;
        this.path = path;
        this.role = Optional.empty();
        this.reach = Reach.ENGINE;
    }

    public String method() {
        return method;
    }

    /** The path, with {@code {id}} where an id stands. */
    public String path() {
        return path;
    }

    /** The least role that may use it; empty where anybody may. */
    public Optional<Role> role() {
        return role;
    }

    public Reach reach() {
        return reach;
    }

    /** Whether it changes something, so that the audit log has it. */
    public boolean changes() {
        return method.equals("POST") && this != POLICY_COMPARE;
    }
}

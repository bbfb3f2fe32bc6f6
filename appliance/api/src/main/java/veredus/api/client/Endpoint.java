package veredus.api.client;

/** Every operation of the admin API; {@code veredus/openapi.yaml} describes the same. */
public enum Endpoint {
    STATUS("GET", "/v1/status"),
    QUEUES("GET", "/v1/queues"),
    QUEUE_DETAIL("GET", "/v1/queues/detail"),
    PAUSE("POST", "/v1/queues/pause"),
    RESUME("POST", "/v1/queues/resume"),
    RETRY("POST", "/v1/queues/retry"),
    DELETE("POST", "/v1/queues/delete"),
    BOUNCE("POST", "/v1/queues/bounce"),
    MESSAGES("GET", "/v1/messages"),
    MESSAGE("GET", "/v1/messages/{id}"),
    MESSAGE_BODY("GET", "/v1/messages/{id}/body"),
    TRACE("POST", "/v1/trace"),
    RELOAD("POST", "/v1/reload"),
    METRICS("GET", "/metrics"),
    LIVE("GET", "/livez"),
    READY("GET", "/readyz");

    private final String method;
    private final String path;

    Endpoint(String method, String path) {
        this.method = method;
        this.path = path;
    }

    public String method() {
        return method;
    }

    /** The path, with {@code {id}} where a message id stands. */
    public String path() {
        return path;
    }
}

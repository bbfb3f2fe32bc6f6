package veredus.engine.queue;

/** Why a delivery waits. There is no insertion without a reason. */
public enum InsertReason {
    RECEIVED,
    /** Its sender asked for a later time. */
    SCHEDULED,
    /** An attempt failed for now. */
    DEFERRED,
    /** The path's ready queue was full. */
    READY_QUEUE_FULL,
    /** A limit that several paths or queues share has no room. */
    LIMIT,
    /** The path is in backoff. */
    PATH_BACKOFF,
    /** An operator paused the queue. */
    PAUSED,
    /** Policy has changed: it finds its way anew. */
    REROUTED,
    /** No vMTA can be used. */
    NO_SOURCE,
    /** The proxies of all vMTAs that could send it cannot be used. */
    PROXY_DOWN,
    /** More recipients than one transaction takes, or its connection ended before its turn. */
    CONTINUED,
    /** It was queued when the engine stopped. */
    RECOVERED,
    /** An operator moved it to another queue. */
    MOVED,
    /** An operator asked for it. */
    ADMIN,
    /** The engine stops. */
    SHUTDOWN
}

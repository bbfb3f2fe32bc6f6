package veredus.api.admin;

/** How a queue's mail goes, by order of an operator. */
public enum QueueMode {
    NORMAL,
    /** Slowly: by the limits and the retry schedule that the policy has for backoff. */
    BACKOFF
}

package veredus.api.admin;

/**
 * What came of a test message. It is mail like any other from here on: what was deferred is tried again.
 *
 * @param messageId its id in queues, accounting and logs
 * @param delivered whether the receiver has taken it
 */
public record TestMailView(String messageId, boolean delivered, TraceView trace) {}

package veredus.engine.queue;

import veredus.engine.shaping.SharedLimit;

/**
 * A shared limit that counts the mail of a queue.
 *
 * @param waiting queues that stand in its line
 * @param waits whether this one does
 */
public record QueueLimit(SharedLimit.View limit, int waiting, boolean waits) {}

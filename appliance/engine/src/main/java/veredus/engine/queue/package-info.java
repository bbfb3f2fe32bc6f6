/** Where deliveries wait: scheduled queues until they are due, ready queues until a connection is free. */
@NullMarked
package veredus.engine.queue;

import org.jspecify.annotations.NullMarked;

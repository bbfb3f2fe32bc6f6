/** The nouns that travel: messages, envelopes, recipients, deliveries and the names of queues. */
@NullMarked
package veredus.engine.envelope;

import org.jspecify.annotations.NullMarked;

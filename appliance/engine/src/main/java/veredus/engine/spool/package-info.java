/** The durable spool: an append-only log that is the truth, and an index that can be thrown away. */
@NullMarked
package veredus.engine.spool;

import org.jspecify.annotations.NullMarked;

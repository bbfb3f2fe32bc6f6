/** Notices to senders: what failed, what is late, what was relayed (RFC 3461 to 3464). */
@NullMarked
package veredus.engine.bounce;

import org.jspecify.annotations.NullMarked;

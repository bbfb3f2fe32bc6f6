/** The sending end of a conversation: connecting, one transaction after the other, what was said of each recipient. */
@NullMarked
package veredus.engine.delivery;

import org.jspecify.annotations.NullMarked;

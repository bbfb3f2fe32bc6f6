/** Makes the ends and delays of recipients durable, in one order and in one place. */
@NullMarked
package veredus.engine.settlement;

import org.jspecify.annotations.NullMarked;

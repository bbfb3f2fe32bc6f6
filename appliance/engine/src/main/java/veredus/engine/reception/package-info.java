/** Takes messages in, whatever way they come: decides by header and policy, makes them durable, passes them on. */
@NullMarked
package veredus.engine.reception;

import org.jspecify.annotations.NullMarked;

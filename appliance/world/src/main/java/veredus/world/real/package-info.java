/** The doors in production: thin classes over the JDK, Helidon, dnsjava and Bouncy Castle. */
@NullMarked
package veredus.world.real;

import org.jspecify.annotations.NullMarked;

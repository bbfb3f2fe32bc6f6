/**
 * The other ends of mail: receiving sites as models with faults, a sink that plays them over real sockets, and a source
 * of load. The wire code here is deliberately separate from the engine's, so that a mistake cannot agree with itself.
 */
@NullMarked
package veredus.simulator.peer;

import org.jspecify.annotations.NullMarked;

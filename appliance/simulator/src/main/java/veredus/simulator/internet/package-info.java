/** A small internet of fictional providers on loopback: their DNS, their mail hosts, and the policy that points there. */
@NullMarked
package veredus.simulator.internet;

import org.jspecify.annotations.NullMarked;

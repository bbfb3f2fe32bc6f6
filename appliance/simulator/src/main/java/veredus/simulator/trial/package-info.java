/** The trial: a campaign through the engine to a simulated internet, with every message accounted for three times. */
@NullMarked
package veredus.simulator.trial;

import org.jspecify.annotations.NullMarked;

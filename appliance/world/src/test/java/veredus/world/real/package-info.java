/** The real doors, tried on loopback and in temporary directories. */
@NullMarked
package veredus.world.real;

import org.jspecify.annotations.NullMarked;

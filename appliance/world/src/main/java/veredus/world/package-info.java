/** The doors to the outside: time, chance, threads, network, DNS and disk. */
@NullMarked
package veredus.world;

import org.jspecify.annotations.NullMarked;

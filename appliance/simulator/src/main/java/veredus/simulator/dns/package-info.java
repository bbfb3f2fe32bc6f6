/** A DNS server for trials and tests. */
@NullMarked
package veredus.simulator.dns;

import org.jspecify.annotations.NullMarked;

/** The end-to-end benchmark: the same relay work through Postfix and through Veredus, in turn, on this machine. */
@NullMarked
package veredus.benchmark.relay;

import org.jspecify.annotations.NullMarked;

/** Benchmarks of what is visible in this package alone. */
@NullMarked
package veredus.engine.queue;

import org.jspecify.annotations.NullMarked;

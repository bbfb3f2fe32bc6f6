/** Proofs that the engine keeps its bounds under load: each starts processes of its own and says what it measured. */
@NullMarked
package veredus.benchmark.load;

import org.jspecify.annotations.NullMarked;

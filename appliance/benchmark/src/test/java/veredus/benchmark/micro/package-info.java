/** Micro-benchmarks of what every message passes through; {@code appliance/docs/benchmarks.md} says how to run them. */
@NullMarked
package veredus.benchmark.micro;

import org.jspecify.annotations.NullMarked;

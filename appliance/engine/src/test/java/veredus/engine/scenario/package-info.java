/** Whole engines on a stage of real sockets. */
@NullMarked
package veredus.engine.scenario;

import org.jspecify.annotations.NullMarked;

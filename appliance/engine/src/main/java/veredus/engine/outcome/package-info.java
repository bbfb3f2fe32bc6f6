/** What was said about a recipient, what to do about it, and doing it. */
@NullMarked
package veredus.engine.outcome;

import org.jspecify.annotations.NullMarked;

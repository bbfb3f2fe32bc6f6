/** Says where mail for a domain would go, and which lines of the configuration make it so. Changes nothing. */
@NullMarked
package veredus.engine.explain;

import org.jspecify.annotations.NullMarked;

/** How much a path may have: connections, messages and their rates. */
@NullMarked
package veredus.engine.shaping;

import org.jspecify.annotations.NullMarked;

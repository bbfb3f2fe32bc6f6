/** What the engine does from second to second, asked once and shown to all who watch. */
@NullMarked
package veredus.control.live;

import org.jspecify.annotations.NullMarked;

/** Opens connections through other machines, and knows which of these cannot be used now. */
@NullMarked
package veredus.engine.proxy;

import org.jspecify.annotations.NullMarked;

/** Sessions over real sockets. */
@NullMarked
package veredus.engine.listener;

import org.jspecify.annotations.NullMarked;

/** The receiving side's talk: ports, sessions, authentication. What to do with a message is the reception's. */
@NullMarked
package veredus.engine.listener;

import org.jspecify.annotations.NullMarked;

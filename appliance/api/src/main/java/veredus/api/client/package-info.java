/** The one way into a running engine, for the command line, the control plane and the console. */
@NullMarked
package veredus.api.client;

import org.jspecify.annotations.NullMarked;

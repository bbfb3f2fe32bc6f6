/** The first set-up: what has been answered so far, what becomes of it in files, and whether it is offered. */
@NullMarked
package veredus.control.start;

import org.jspecify.annotations.NullMarked;

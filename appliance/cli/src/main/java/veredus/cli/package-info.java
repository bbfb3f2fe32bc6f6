/** The command line: one class for each command. */
@NullMarked
package veredus.cli;

import org.jspecify.annotations.NullMarked;

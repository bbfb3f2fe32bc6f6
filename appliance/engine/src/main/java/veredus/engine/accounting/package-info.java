/** The accounting files and the mail log: the public history, written and never read back to decide. */
@NullMarked
package veredus.engine.accounting;

import org.jspecify.annotations.NullMarked;

/** The public history of every recipient: accounting records. */
@NullMarked
package veredus.api.accounting;

import org.jspecify.annotations.NullMarked;

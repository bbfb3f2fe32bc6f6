/** Tests of accounting. */
@NullMarked
package veredus.api.accounting;

import org.jspecify.annotations.NullMarked;

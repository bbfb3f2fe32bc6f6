/** A message as bytes with an index over them: header fields, trace headers, dates, ids, conversion to seven bits. */
@NullMarked
package veredus.mail.message;

import org.jspecify.annotations.NullMarked;

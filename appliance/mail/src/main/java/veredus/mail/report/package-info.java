/** Reports about mail: delivery status notifications (RFC 3461 to 3464, RFC 6533). */
@NullMarked
package veredus.mail.report;

import org.jspecify.annotations.NullMarked;

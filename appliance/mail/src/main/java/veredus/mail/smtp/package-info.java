/** The words of SMTP: commands, replies, extensions, the end of data. Used by both ends of a conversation. */
@NullMarked
package veredus.mail.smtp;

import org.jspecify.annotations.NullMarked;

/** What a refusal means: categories of bounces, and the reading of replies that leads to them. */
@NullMarked
package veredus.mail.bounce;

import org.jspecify.annotations.NullMarked;

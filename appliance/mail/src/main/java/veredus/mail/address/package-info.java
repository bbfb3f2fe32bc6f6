/** Mail addresses and domains. */
@NullMarked
package veredus.mail.address;

import org.jspecify.annotations.NullMarked;

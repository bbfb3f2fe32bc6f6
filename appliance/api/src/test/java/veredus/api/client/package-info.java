/** Tests of client. */
@NullMarked
package veredus.api.client;

import org.jspecify.annotations.NullMarked;

/** Tests of admin. */
@NullMarked
package veredus.api.admin;

import org.jspecify.annotations.NullMarked;

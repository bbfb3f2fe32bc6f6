/** What the admin API says: views of the running engine, requests to it and their answers. */
@NullMarked
package veredus.api.admin;

import org.jspecify.annotations.NullMarked;

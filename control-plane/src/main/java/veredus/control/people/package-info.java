/** Who may sign in, and who has. */
@NullMarked
package veredus.control.people;

import org.jspecify.annotations.NullMarked;

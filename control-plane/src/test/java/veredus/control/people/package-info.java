@NullMarked
package veredus.control.people;

import org.jspecify.annotations.NullMarked;

@NullMarked
package veredus.control;

import org.jspecify.annotations.NullMarked;

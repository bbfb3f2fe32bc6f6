@NullMarked
package veredus.control.live;

import org.jspecify.annotations.NullMarked;

@NullMarked
package veredus.control.browser;

import org.jspecify.annotations.NullMarked;

/** The frame of every page: who asks, what may be asked, how it is answered. */
@NullMarked
package veredus.control.web;

import org.jspecify.annotations.NullMarked;

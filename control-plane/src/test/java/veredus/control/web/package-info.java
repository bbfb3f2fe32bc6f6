@NullMarked
package veredus.control.web;

import org.jspecify.annotations.NullMarked;

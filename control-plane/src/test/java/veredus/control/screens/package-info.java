@NullMarked
package veredus.control.screens;

import org.jspecify.annotations.NullMarked;

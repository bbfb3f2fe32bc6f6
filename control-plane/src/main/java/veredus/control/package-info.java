/** The control plane: web pages for operators, a program of its own that speaks the admin API and nothing else. */
@NullMarked
package veredus.control;

import org.jspecify.annotations.NullMarked;

/** The admin API and the metrics: what an operator sees and steers of a running engine. */
@NullMarked
package veredus.engine.admin;

import org.jspecify.annotations.NullMarked;

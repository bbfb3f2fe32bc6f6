/** The proof that no accepted mail is lost: an engine that is killed over and over, and the books of both its sides. */
@NullMarked
package veredus.benchmark.crash;

import org.jspecify.annotations.NullMarked;

@NullMarked
package veredus.engine.admin;

import org.jspecify.annotations.NullMarked;

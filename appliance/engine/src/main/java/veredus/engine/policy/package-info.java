/** The policy in force. */
@NullMarked
package veredus.engine.policy;

import org.jspecify.annotations.NullMarked;

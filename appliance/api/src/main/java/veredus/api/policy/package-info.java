/** The policy: every setting of the engine as immutable records, one per file of the configuration directory. */
@NullMarked
package veredus.api.policy;

import org.jspecify.annotations.NullMarked;

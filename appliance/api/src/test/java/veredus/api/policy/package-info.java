/** Tests of reading and applying the policy. */
@NullMarked
package veredus.api.policy;

import org.jspecify.annotations.NullMarked;

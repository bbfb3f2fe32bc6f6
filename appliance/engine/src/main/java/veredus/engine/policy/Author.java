package veredus.engine.policy;

import veredus.api.admin.PolicyOrigin;

/**
 * Who changes the policy, and why.
 *
 * @param name of the token
 * @param reason for other operators
 */
public record Author(String name, PolicyOrigin origin, String reason) {
    /** Somebody with an editor. */
    static Author files(String reason) {
        return new Author("files", PolicyOrigin.FILE, reason);
    }

    /** We. */
    static Author engine(String reason) {
        return new Author("veredus", PolicyOrigin.ENGINE, reason);
    }

    Author because(String before) {
        return new Author(name, origin, before + reason);
    }
}

package veredus.api.admin;

/** What a token may do; each role may do what those before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Acts on queues and mail, and on sending addresses for a time. */
    OPERATOR,
    /** Changes the policy and tokens, and reads the audit log. */
    ADMIN;

    /** Whether whoever has this role may do what {@code needed} may. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}

package veredus.api.admin;

/** How a version of the policy came to be. */
public enum PolicyOrigin {
    /** Files were edited in the configuration directory. */
    FILE,
    /** A program or a web page sent it. */
    API,
    /** {@code veredus config} sent it. */
    CLI,
    /** The engine did it: it put back what was not confirmed. */
    ENGINE
}

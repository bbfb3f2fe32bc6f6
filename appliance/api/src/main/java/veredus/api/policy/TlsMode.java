package veredus.api.policy;

/** How much TLS an outbound connection needs. */
public enum TlsMode {
    NEVER,
    /** Where offered; in clear where not, or where the handshake fails. Certificates are not checked. */
    OPPORTUNISTIC,
    /** Always; certificates are not checked. */
    REQUIRED,
    /** Always, with a certificate that is valid for the host. */
    VERIFIED
}

package veredus.api.admin;

import java.util.Optional;

/**
 * {@code POST /v1/tokens/add} and {@code /v1/tokens/remove}.
 *
 * @param name up to 64 letters, digits and {@code . _ @ -}
 * @param role must be given to add one
 * @param tenant confines it to one tenant; such a token is no admin
 */
public record TokenRequest(String name, Optional<Role> role, Optional<String> tenant, Optional<String> reason) {}

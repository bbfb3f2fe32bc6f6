package veredus.api.admin;

import java.util.Optional;

/**
 * Asks for a short message that is made here and delivered at once, with its conversation recorded:
 * {@code POST /v1/test-mail}.
 *
 * @param sender an address: MAIL FROM and the field From
 * @param recipient an address
 * @param vmta from which; absent takes one of the pool that mail of the tenant {@code default} has
 */
public record TestMailRequest(String sender, String recipient, Optional<String> vmta) {}

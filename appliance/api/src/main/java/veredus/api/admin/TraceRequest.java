package veredus.api.admin;

import java.util.Optional;

/**
 * Asks for one conversation with a receiver, recorded: {@code POST /v1/trace}.
 *
 * @param recipient an address; without {@code messageId} nothing is sent: the conversation ends after RCPT
 * @param vmta from which; absent takes the default pool's
 * @param messageId a queued message to deliver to that recipient now
 */
public record TraceRequest(
        String recipient, Optional<String> sender, Optional<String> vmta, Optional<String> messageId) {}

package veredus.api.admin;

import java.util.Optional;

/**
 * Asks for one conversation with a receiver, recorded: {@code POST /v1/trace}.
 *
 * @param recipient an address; without {@code messageId} nothing is sent: the conversation ends after RCPT. With it,
 *     empty takes the first of the message's deliveries that are left
 * @param vmta from which; absent takes the default pool's
 * @param messageId a queued message to deliver now, to that recipient and those others that share its delivery
 */
public record TraceRequest(
        String recipient, Optional<String> sender, Optional<String> vmta, Optional<String> messageId) {}

package veredus.api.policy;

import java.util.Optional;

/**
 * {@code dsn.toml}, table {@code [dsn]}: notices to senders.
 *
 * @param from the address in From; empty takes {@code MAILER-DAEMON@} our host name
 * @param failureTemplate a text file; empty takes the built-in text
 */
public record DsnPolicy(
        @Default("true") boolean enabled,
        Optional<String> from,
        @Default("Mail Delivery System") String fromName,
        @Default("true") boolean returnHeadersOnly,
        Optional<String> failureTemplate,
        Optional<String> delayTemplate,
        Optional<String> successTemplate) {}

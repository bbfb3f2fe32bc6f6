package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code dsn.toml}, table {@code [dsn]}: notices to senders.
 *
 * @param from the address in From; empty takes {@code MAILER-DAEMON@} our host name
 * @param fromName the name before it; empty gives the address alone
 * @param failureTemplate a text file; empty takes the built-in text
 * @param maxPerSender notices that one sender address gets within {@code senderWindow}; further ones are counted, not
 *     sent; 0 sets no limit
 */
public record DsnPolicy(
        @Default("true") boolean enabled,
        Optional<String> from,
        @Default("Mail Delivery System") String fromName,
        @Default("true") boolean returnHeadersOnly,
        Optional<String> failureTemplate,
        Optional<String> delayTemplate,
        Optional<String> successTemplate,

        @Range(min = "0", max = "1000000000") @Default("1000")
        int maxPerSender,

        @Range(min = "1m", max = "7d") @Default("1h") Duration senderWindow) {}

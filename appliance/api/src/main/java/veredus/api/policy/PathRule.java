package veredus.api.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Files in {@code shaping.d}, one table of {@code [[path]]}: limits of the egress paths that it matches. Every matching
 * rule counts; a later file, and within it a later table, overrides the values of an earlier one.
 *
 * @param domain matches the recipient's domain: a domain, {@code *.domain} or {@code *}
 * @param mx matches the site's mail exchangers: a suffix that all of them must have
 * @param vmta matches the vMTA
 * @param origins where each key that is set stands, by its name in the file
 */
public record PathRule(
        Optional<String> domain,
        Optional<String> mx,
        Optional<String> vmta,
        Optional<Integer> maxConnections,
        Optional<Rate> connectRate,
        Optional<Rate> messageRate,
        Optional<Integer> messagesPerConnection,
        Optional<Integer> recipientsPerMessage,
        Optional<Integer> connectionRamp,
        Optional<Integer> maxReady,
        Optional<TlsMode> tls,
        Optional<Duration> idleLimit,
        Optional<Duration> connectLimit,
        Optional<Duration> greetingLimit,
        Optional<Duration> ehloLimit,
        Optional<Duration> mailLimit,
        Optional<Duration> rcptLimit,
        Optional<Duration> dataLimit,
        Optional<Duration> bodyLimit,
        Optional<Duration> endOfDataLimit,
        Optional<Boolean> pipelining,
        Optional<Boolean> chunking,
        Map<String, Origin> origins,
        Origin origin) {}

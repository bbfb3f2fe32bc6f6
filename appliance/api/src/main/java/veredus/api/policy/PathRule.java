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
        @Range(min = "1", max = "100000") Optional<Integer> maxConnections,
        Optional<Rate> connectRate,
        Optional<Rate> messageRate,
        @Range(min = "1", max = "1000000") Optional<Integer> messagesPerConnection,
        @Range(min = "1", max = "10000") Optional<Integer> recipientsPerMessage,
        @Range(min = "1", max = "100000") Optional<Integer> connectionRamp,
        @Range(min = "1", max = "1000000") Optional<Integer> maxReady,
        Optional<TlsMode> tls,
        @Range(min = "0s", max = "10m") Optional<Duration> idleLimit,
        @Range(min = "1s", max = "10m") Optional<Duration> connectLimit,
        @Range(min = "1s", max = "1h") Optional<Duration> greetingLimit,
        @Range(min = "1s", max = "1h") Optional<Duration> ehloLimit,
        @Range(min = "1s", max = "1h") Optional<Duration> mailLimit,
        @Range(min = "1s", max = "1h") Optional<Duration> rcptLimit,
        @Range(min = "1s", max = "1h") Optional<Duration> dataLimit,
        @Range(min = "1s", max = "1h") Optional<Duration> bodyLimit,
        @Range(min = "1s", max = "2h") Optional<Duration> endOfDataLimit,
        Optional<Boolean> pipelining,
        Optional<Boolean> chunking,
        @Range(min = "1", max = "100000") Optional<Integer> backoffConnections,
        Optional<Rate> backoffRate,
        Map<String, Origin> origins,
        Origin origin) {}

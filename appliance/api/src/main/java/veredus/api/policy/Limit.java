package veredus.api.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One limit of {@link PathLimits}, as rules set it and files write it. */
record Limit(String key, Function<PathRule, Optional<?>> rule, Function<PathLimits, Object> limits) {

    /** In the order of {@link PathLimits}. */
    static final List<Limit> ALL = List.of(
            new Limit("max-connections", PathRule::maxConnections, PathLimits::maxConnections),
            new Limit("connect-rate", PathRule::connectRate, PathLimits::connectRate),
            new Limit("message-rate", PathRule::messageRate, PathLimits::messageRate),
            new Limit("messages-per-connection", PathRule::messagesPerConnection, PathLimits::messagesPerConnection),
            new Limit("recipients-per-message", PathRule::recipientsPerMessage, PathLimits::recipientsPerMessage),
            new Limit("connection-ramp", PathRule::connectionRamp, PathLimits::connectionRamp),
            new Limit("max-ready", PathRule::maxReady, PathLimits::maxReady),
            new Limit("tls", PathRule::tls, PathLimits::tls),
            new Limit("idle-limit", PathRule::idleLimit, PathLimits::idleLimit),
            new Limit("connect-limit", PathRule::connectLimit, PathLimits::connectLimit),
            new Limit("greeting-limit", PathRule::greetingLimit, PathLimits::greetingLimit),
            new Limit("ehlo-limit", PathRule::ehloLimit, PathLimits::ehloLimit),
            new Limit("mail-limit", PathRule::mailLimit, PathLimits::mailLimit),
            new Limit("rcpt-limit", PathRule::rcptLimit, PathLimits::rcptLimit),
            new Limit("data-limit", PathRule::dataLimit, PathLimits::dataLimit),
            new Limit("body-limit", PathRule::bodyLimit, PathLimits::bodyLimit),
            new Limit("end-of-data-limit", PathRule::endOfDataLimit, PathLimits::endOfDataLimit),
            new Limit("pipelining", PathRule::pipelining, PathLimits::pipelining),
            new Limit("chunking", PathRule::chunking, PathLimits::chunking),
            new Limit("backoff-connections", PathRule::backoffConnections, PathLimits::backoffConnections),
            new Limit("backoff-rate", PathRule::backoffRate, PathLimits::backoffRate));

    /** The value that {@code from} sets, as in a file. */
    Optional<String> value(PathRule from) {
        return rule.apply(from).map(Limit::written);
    }

    /** The value of {@link PathLimits#DEFAULT}. */
    String preset() {
        return written(limits.apply(PathLimits.DEFAULT));
    }

    private static String written(Object value) {
        return value instanceof Optional<?> rate ? rate.map(Written::of).orElse("unlimited") : Written.of(value);
    }
}

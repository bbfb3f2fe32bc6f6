package veredus.api.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code POST /v1/vmtas/disable} and {@code /v1/vmtas/enable}: one of a vMTA and a source address.
 *
 * @param address a source address, for every vMTA that has it
 * @param duration how long it stays disabled; absent until it is enabled; in seconds in JSON
 */
public record SwitchRequest(
        Optional<String> vmta, Optional<String> address, Optional<Duration> duration, Optional<String> reason) {}

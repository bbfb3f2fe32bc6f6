package veredus.api.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * A vMTA or a source address that is disabled at run time.
 *
 * @param name of the vMTA, or the address
 * @param until when it is enabled by itself; absent until somebody does
 */
public record SwitchView(String name, String by, String reason, Instant since, Optional<Instant> until) {}

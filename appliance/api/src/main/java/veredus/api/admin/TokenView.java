package veredus.api.admin;

import java.util.Optional;

/**
 * A token of the admin API, without its secret.
 *
 * @param tenant the only one whose queues and messages it may see and act on
 */
public record TokenView(String name, Role role, Optional<String> tenant) {}

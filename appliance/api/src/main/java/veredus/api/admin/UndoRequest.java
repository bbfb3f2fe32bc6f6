package veredus.api.admin;

import java.util.Optional;

/**
 * Brings back what was deleted or bounced with a window for it: {@code POST /v1/queues/undo}.
 *
 * @param id as in {@link ActionReply#undo}
 * @param reason must be given
 */
public record UndoRequest(String id, Optional<String> reason) {}

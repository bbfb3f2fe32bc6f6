package veredus.api.admin;

import java.time.Instant;

/**
 * Mail that is withheld until it is ended or brought back.
 *
 * @param id by which it is undone
 * @param action DELETE or BOUNCE
 * @param by the name of the token
 * @param until when it is ended
 * @param deliveries that are withheld
 * @param undone whether it is being brought back
 */
public record PendingView(
        String id,
        QueueAction action,
        QueueFilter filter,
        String by,
        String reason,
        Instant since,
        Instant until,
        long deliveries,
        boolean undone) {}

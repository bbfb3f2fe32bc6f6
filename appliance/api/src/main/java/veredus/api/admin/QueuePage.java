package veredus.api.admin;

import java.util.List;

/**
 * Queues as asked for: {@code GET /v1/queues}.
 *
 * @param total how many match, of which {@code queues} holds the first
 */
public record QueuePage(List<QueueView> queues, long total) {
    public QueuePage {
        queues = List.copyOf(queues);
    }
}

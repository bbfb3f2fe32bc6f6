package veredus.api.admin;

import java.util.List;

/**
 * Queues added up: {@code GET /v1/queues/groups}.
 *
 * @param groups those with the most deliveries first
 * @param total how many groups there are, of which {@code groups} holds the first
 */
public record GroupPage(List<GroupView> groups, long total) {
    public GroupPage {
        groups = List.copyOf(groups);
    }
}

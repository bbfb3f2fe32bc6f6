package veredus.api.admin;

import java.util.List;

/** What may still be undone, the earliest end first: {@code GET /v1/queues/pending}. */
public record PendingPage(List<PendingView> pending) {
    public PendingPage {
        pending = List.copyOf(pending);
    }
}

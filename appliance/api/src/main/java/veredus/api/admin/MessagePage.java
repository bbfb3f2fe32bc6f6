package veredus.api.admin;

import java.util.List;

/**
 * Messages as asked for: {@code GET /v1/messages}.
 *
 * @param complete false when the search ended at its limit of messages or of work, so that there may be more
 */
public record MessagePage(List<MessageView> messages, boolean complete) {
    public MessagePage {
        messages = List.copyOf(messages);
    }
}

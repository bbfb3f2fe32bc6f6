package veredus.control.screens;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.MessagePage;
import veredus.api.admin.MessageView;
import veredus.api.admin.QueueFilter;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/** Where is message X? Queued messages by what they have in common, one message, and the search that leads to either. */
public final class MessagesScreen {
    private static final int MOST = 200;

    /** Of a message's text, so much is shown. */
    private static final int SHOWN_BYTES = 16 << 10;

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The list.
     *
     * @param said the search in words
     */
    public record ListModel(String said, MessagePage page, Instant now) {}

    /**
     * One message.
     *
     * @param head its header fields as they are sent, cut
     * @param isCut whether there is more
     */
    public record Model(MessageView message, String head, boolean isCut, Instant now) {
        /** An action on what of the message is left for one recipient. */
        public String act(String what, MessageView.RecipientView recipient) {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("do", what);
            parameters.put("queue", recipient.queue());
            parameters.put("recipient", recipient.address());
            parameters.put("back", Show.url("/message", "id", message.id()));
            return Show.url("/act", parameters);
        }
    }

    public MessagesScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply list(Visit visit) throws IOException {
        QueueFilter filter = Scope.of(visit::parameter);
        MessagePage page = visit.engine().messages(filter, MOST);
        var model = new ListModel(Scope.said(filter), page, visit.now());
        return Reply.html(pages.page("messages", visit, model, engine.get()));
    }

    public Reply message(Visit visit) throws IOException {
        String id = visit.parameter("id")
                .filter(MessagesScreen::isId)
                .orElseThrow(() -> new Refusal(404, "Which message?", "Its id has letters and digits only."));
        MessageView message = visit.engine().message(id);
        byte[] bytes;
        try (InputStream in = visit.engine().body(id)) {
            bytes = in.readNBytes(SHOWN_BYTES + 1);
        }
        String text = new String(bytes, 0, Math.min(bytes.length, SHOWN_BYTES), StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end);
        var model = new Model(message, head, end < 0 && bytes.length > SHOWN_BYTES, visit.now());
        return Reply.html(pages.page("message", visit, model, engine.get()));
    }

    private static boolean isId(String text) {
        return text.matches("[A-Za-z0-9_-]{1,64}");
    }

    /** From a word to the page that has it: an address, the id of a message, or part of a queue's name. */
    public Reply search(Visit visit) throws IOException {
        Optional<String> word = visit.parameter("q");
        if (word.isEmpty()) {
            return Reply.seeOther("/queues");
        }
        String text = word.get();
        if (text.indexOf('@') > 0 && !text.contains("/") && !text.contains(":")) {
            return Reply.seeOther(Show.url("/messages", "recipient", text));
        }
        if (isId(text) && isThere(visit, text)) {
            return Reply.seeOther(Show.url("/message", "id", text));
        }
        return Reply.seeOther(Show.url("/queues", "q", text));
    }

    private static boolean isThere(Visit visit, String id) throws IOException {
        try {
            return visit.engine().message(id).id().equals(id);
        } catch (veredus.api.client.EngineException none) {
            return false;
        }
    }

    /** Columns of the states that end a recipient, for the template. */
    public static List<MessageView.State> ended() {
        return List.of(
                MessageView.State.DELIVERED,
                MessageView.State.BOUNCED,
                MessageView.State.EXPIRED,
                MessageView.State.DELETED);
    }
}

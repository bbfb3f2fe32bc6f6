package veredus.engine.bounce;

import java.util.List;
import java.util.Optional;
import veredus.engine.envelope.Message;

public final class Notices {
    public Optional<Notice> compose(Message about, NoticeKind kind, List<RecipientReport> reports) {
        return Optional.empty();
    }
}

package veredus.engine.settlement;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import veredus.api.accounting.AccountingRecord;
import veredus.engine.bounce.Notice;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.bounce.RecipientReport;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient.Notify;
import veredus.engine.spool.SpoolException;
import veredus.engine.spool.StateChange;
import veredus.mail.address.ReversePath;

/** Spool, accounting and queue as a batch sees them: what survives a crash, and every call in order. */
final class DurableDouble {
    /** The machine stops. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    final List<String> calls = new ArrayList<>();
    final Map<String, AccountingRecord> records = new LinkedHashMap<>();
    final List<Message> notices = new ArrayList<>();
    private final Map<NoticeKind, List<RecipientReport>> told = new LinkedHashMap<>();
    final Set<MessageId> accounted = new LinkedHashSet<>();
    final List<StateChange> committed = new ArrayList<>();
    final List<Delivery> continued = new ArrayList<>();
    int crashAtCall = Integer.MAX_VALUE;
    int failingAppends;
    int failingCommits;
    boolean spoolFull;
    boolean queueBroken;
    boolean compositionBroken;
    private final Set<MessageId> accountedInMemory = new LinkedHashSet<>();

    Steps steps() {
        accountedInMemory.clear();
        return new Steps(this::compose, this::submit, this::append, this::accounted, this::commit, this::settled);
    }

    /** What the last notice of {@code kind} told. */
    List<RecipientReport> told(NoticeKind kind) {
        return told.getOrDefault(kind, List.of());
    }

    private void call(String name) {
        if (calls.size() == crashAtCall) {
            throw new Crash();
        }
        calls.add(name);
    }

    private Optional<Notice> compose(Message about, NoticeKind kind, List<RecipientReport> reports) {
        if (compositionBroken && about.id().value() == 1) {
            throw new IllegalStateException("planted");
        }
        told.put(kind, List.copyOf(reports));
        Envelope envelope = Samples.message(
                        1000 + notices.size(), ReversePath.NULL, List.of(EnumSet.noneOf(Notify.class)))
                .envelope();
        return Optional.of(new Notice(envelope, new byte[0]));
    }

    private Message submit(Notice notice) throws SpoolException {
        call("notice");
        if (spoolFull) {
            throw new SpoolException(SpoolException.Reason.FULL, "no space left");
        }
        Message stored = new Message(notice.envelope(), Samples.message(1, 1).body(), 0);
        notices.add(stored);
        return stored;
    }

    private void append(long batch, List<AccountingRecord> appended) throws IOException {
        call("account");
        if (failingAppends > 0) {
            failingAppends--;
            throw new IOException("accounting disk is full");
        }
        appended.forEach(record -> records.put(record.id(), record));
    }

    private void accounted(Collection<Message> messages) {
        call("accounted");
        messages.forEach(message -> accountedInMemory.add(message.id()));
    }

    private void commit(List<StateChange> changes) throws SpoolException {
        call("commit");
        if (failingCommits > 0) {
            failingCommits--;
            throw new SpoolException(SpoolException.Reason.FAILED, "I/O error");
        }
        committed.addAll(changes);
        accounted.addAll(accountedInMemory);
    }

    private void settled(Delivery before, Optional<Delivery> remaining) {
        call("continue");
        if (queueBroken) {
            throw new IllegalStateException("planted");
        }
        continued.add(before);
    }
}

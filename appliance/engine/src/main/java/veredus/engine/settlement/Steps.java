package veredus.engine.settlement;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord;
import veredus.engine.accounting.AccountingLog;
import veredus.engine.bounce.Notice;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.bounce.Notices;
import veredus.engine.bounce.RecipientReport;
import veredus.engine.envelope.Message;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.engine.spool.StateChange;

/**
 * With what a batch is made durable, in the order in which {@link BatchWriter} asks for it. Functions, so that a test
 * can stop the world between any two of them.
 */
record Steps(
        Composition composition,
        NoticeSubmission submission,
        Accounting accounting,
        Accounted accounted,
        Commit commit,
        Continuation continuation) {

    static Steps of(
            Spool spool,
            AccountingLog accounting,
            Notices notices,
            NoticeSubmission submission,
            Continuation continuation) {
        return new Steps(
                notices::compose, submission, accounting::append, spool::accounted, spool::commit, continuation);
    }

    /** Writes one notice; empty when policy wants none. */
    @FunctionalInterface
    interface Composition {
        Optional<Notice> compose(Message about, NoticeKind kind, List<RecipientReport> reports);
    }

    /** Makes records durable; may be asked again for the same batch after it has failed. */
    @FunctionalInterface
    interface Accounting {
        void append(long batch, List<AccountingRecord> records) throws IOException;
    }

    @FunctionalInterface
    interface Accounted {
        void accounted(Collection<Message> messages);
    }

    @FunctionalInterface
    interface Commit {
        void commit(List<StateChange> changes) throws SpoolException;
    }
}

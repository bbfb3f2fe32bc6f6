package veredus.engine.settlement;

import java.util.List;
import java.util.Optional;
import veredus.api.accounting.AccountingRecord;
import veredus.engine.bounce.NoticeKind;
import veredus.engine.bounce.RecipientReport;
import veredus.engine.envelope.Message;
import veredus.engine.spool.StateChange;

/**
 * All that one hand-over asks for; it becomes durable as a whole.
 *
 * @param reception a message whose reception is to be accounted for
 * @param change the new state of a delivery
 * @param records in the order in which they are to be written
 * @param reports what the sender is to be told
 */
record Effects(
        Optional<Message> reception,
        Optional<StateChange> change,
        List<AccountingRecord> records,
        List<Report> reports) {

    /** One recipient's line in a notice of {@code kind}. */
    record Report(NoticeKind kind, RecipientReport about) {}

    static Effects ofReception(Message message) {
        return new Effects(Optional.of(message), Optional.empty(), List.of(), List.of());
    }

    static Effects ofRecord(AccountingRecord record) {
        return new Effects(Optional.empty(), Optional.empty(), List.of(record), List.of());
    }

    /** What it counts for against the bounds: its records. */
    int weight() {
        return records.size()
                + reception
                        .map(message -> message.envelope().recipients().size())
                        .orElse(0);
    }
}

package veredus.api.accounting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The fields of accounting records by PowerMTA's names, in the order in which its consumers know them; ours come last.
 *
 * @param kinds the letters of the records that have it, between blanks
 */
record Field(String name, String kinds, Value value) {
    private static final String ALL = " r d b t tq ";
    private static final String MESSAGE = " r d b t ";
    private static final String ATTEMPT = " d b t tq ";
    private static final String RESULT = " d b t ";

    /** What a field holds. */
    sealed interface Value {}

    /**
     * A text.
     *
     * @param csv the same as PowerMTA decorates it
     * @param foreign whether strangers can choose it
     */
    record Text(Function<Event, String> of, Function<Event, String> csv, boolean foreign) implements Value {}

    /** Left out where it is {@link Instant#EPOCH}. */
    record Time(Function<Event, Instant> of) implements Value {}

    record Count(ToLongFunction<Event> of) implements Value {}

    record Extensions() implements Value {}

    /** All fields that every output has. */
    static final List<Field> COMMON = List.of(
            plain("type", ALL, event -> event.record().type()),
            time("timeLogged", ALL, event -> event.record().logged()),
            time("timeQueued", RESULT, event -> event.message().queued()),
            text("orig", MESSAGE, event -> event.message().sender()),
            text("rcpt", MESSAGE, Event::recipient),
            text("orcpt", MESSAGE, Event::originalRecipient),
            plain("dsnAction", RESULT, Event::action),
            decorated("dsnStatus", Event::status, event -> StatusGloss.with(event.status())),
            decorated("dsnDiag", Event::diagnostic, event -> diagnostic(event.diagnostic())),
            text("dsnMta", ATTEMPT, event -> withAddress(event.attempt())),
            plain("bounceCat", RESULT, Event::category),
            plain("srcType", MESSAGE, event -> event.message().sourceType()),
            text("srcMta", MESSAGE, event -> event.message().sourceHost()),
            plain("dlvType", ATTEMPT, Field::deliveryType),
            plain("dlvSourceIp", ATTEMPT, event -> event.attempt().sourceAddress()),
            plain("dlvDestinationIp", ATTEMPT, event -> event.attempt().destinationAddress()),
            new Field("dlvEsmtpAvailable", RESULT, new Extensions()),
            new Field("dlvSize", RESULT, new Count(event -> event.message().sizeBytes())),
            plain("vmta", ATTEMPT, event -> event.attempt().vmta()),
            text("jobId", MESSAGE, event -> event.message().campaign()),
            text("envId", MESSAGE, event -> event.message().envelopeId()),
            decorated("queue", event -> event.attempt().queue(), event -> queue(event.attempt())),
            plain("vmtaPool", MESSAGE, event -> event.message().pool()),
            time("timeFirstAttempt", RESULT, event -> event.attempt().firstAttempt()),
            new Field("totalSecondsQueued", RESULT, new Count(Event::secondsQueued)),
            plain("dlvTlsProtocol", RESULT, event -> event.attempt().tlsProtocol()),
            plain("dlvTlsCipher", RESULT, event -> event.attempt().tlsCipher()),
            text("rcvSmtpUser", MESSAGE, event -> event.message().user()),
            plain("id", ALL, event -> event.record().id()),
            plain("tenant", MESSAGE, event -> event.message().tenant()),
            text("site", ATTEMPT, event -> event.attempt().site()));

    /** Fields that only JSON has. */
    static final List<Field> FURTHER = List.of(
            plain("messageId", MESSAGE, event -> event.message().messageId()),
            new Field("attempt", ATTEMPT, new Count(event -> event.attempt().attempt())),
            time("timeNextAttempt", " t ", Event::due),
            plain("cause", " b ", Event::extra),
            text("listener", MESSAGE, event -> event.message().listener()));

    boolean isIn(String kind) {
        return kinds.contains(" " + kind + " ");
    }

    /** The fields of one kind of record, in their order. */
    static List<Field> of(String kind, List<Field> fields) {
        var of = new ArrayList<Field>();
        for (Field field : fields) {
            if (field.isIn(kind)) {
                of.add(field);
            }
        }
        return of;
    }

    private static Field text(String name, String kinds, Function<Event, String> of) {
        return new Field(name, kinds, new Text(of, of, true));
    }

    private static Field plain(String name, String kinds, Function<Event, String> of) {
        return new Field(name, kinds, new Text(of, of, false));
    }

    private static Field decorated(String name, Function<Event, String> of, Function<Event, String> csv) {
        return new Field(name, ATTEMPT, new Text(of, csv, true));
    }

    private static String diagnostic(String text) {
        return text.isEmpty() || text.startsWith("smtp;") ? text : "smtp;" + text;
    }

    /** Our {@code campaign:tenant@domain/pool[/route]} as PowerMTA's {@code domain/vmta}. */
    private static String queue(AccountingRecord.AttemptFacts attempt) {
        String ours = attempt.queue();
        int at = ours.lastIndexOf('@');
        int slash = ours.indexOf('/', at + 1);
        String domain = ours.substring(at + 1, slash < 0 ? ours.length() : slash);
        return attempt.vmta().isEmpty() ? domain : domain + "/" + attempt.vmta();
    }

    private static Field time(String name, String kinds, Function<Event, Instant> of) {
        return new Field(name, kinds, new Time(of));
    }

    private static String deliveryType(Event event) {
        return event.word().equals("discarded") ? "discard" : "smtp";
    }

    private static String withAddress(AccountingRecord.AttemptFacts attempt) {
        return attempt.destinationAddress().isEmpty()
                ? attempt.destinationHost()
                : attempt.destinationHost() + " (" + attempt.destinationAddress() + ")";
    }
}

package veredus.engine.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.api.policy.DsnPolicy;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Body;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.engine.envelope.Recipient.Notify;
import veredus.engine.settlement.Samples;
import veredus.engine.settlement.TestWorld;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Reply;

class NoticesTest {
    private static final MessageId OWN_ID = new MessageId(99);
    private static final DsnPolicy POLICY = new DsnPolicy(
            true,
            Optional.empty(),
            "Mail Delivery System",
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            2,
            Duration.ofHours(1));
    private static final DsnPolicy WHOLE = new DsnPolicy(
            true,
            Optional.of("postmaster@own.example"),
            "Post, Büro \"Süd\"",
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Duration.ofHours(1));
    private static final DsnPolicy OFF = new DsnPolicy(
            false,
            Optional.empty(),
            "x",
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Duration.ofHours(1));

    private final AtomicInteger withheld = new AtomicInteger();

    private Notices notices(DsnPolicy policy) {
        return new Notices(
                TestWorld.create(),
                new Domain("out.example"),
                () -> policy,
                () -> NoticeTemplates.BUILT_IN,
                () -> OWN_ID,
                message -> {
                    throw new SpoolException(SpoolException.Reason.CORRUPT, "checksum");
                },
                withheld::incrementAndGet);
    }

    private static RecipientReport report(Message message, int recipient) {
        return new RecipientReport(
                message.envelope().recipients().get(recipient),
                new EnhancedCode(5, 1, 1),
                Optional.of(Reply.of(550, 1, 1, "no such user")),
                "550 5.1.1 no such user",
                "mx1.example.net",
                Samples.RECEIVED,
                Optional.empty());
    }

    private Notice compose(DsnPolicy policy, Message message, NoticeKind kind) {
        return notices(policy)
                .compose(message, kind, List.of(report(message, 0)))
                .orElseThrow();
    }

    private static String text(Notice notice) {
        return new String(notice.message(), StandardCharsets.UTF_8);
    }

    /** The lines of the machine-readable part, by field; the second recipient's come after a blank line. */
    private static List<Map<String, String>> status(Notice notice) {
        String text = text(notice);
        int start = text.indexOf("\r\n\r\n", text.indexOf("Content-Type: message/delivery-status")) + 4;
        String part = text.substring(start, text.indexOf("\r\n--", start)).replaceAll("\r\n[ \t]+", " ");
        var groups = new ArrayList<Map<String, String>>();
        for (String group : part.strip().split("\r\n\r\n", -1)) {
            var fields = new LinkedHashMap<String, String>();
            group.lines()
                    .forEach(line -> fields.put(
                            line.substring(0, line.indexOf(':')),
                            line.substring(line.indexOf(':') + 1).strip()));
            groups.add(fields);
        }
        return groups;
    }

    @Test
    void aFailureNoticeNamesEachRecipientForPeopleAndMachines() {
        Message message = Samples.message(1, 2);
        Notice notice = notices(POLICY)
                .compose(message, NoticeKind.FAILURE, List.of(report(message, 0), report(message, 1)))
                .orElseThrow();

        List<Map<String, String>> groups = status(notice);
        assertThat(groups).hasSize(3);
        assertThat(groups.get(0))
                .containsEntry("Reporting-MTA", "dns; out.example")
                .containsEntry("Original-Envelope-Id", "ENV-1")
                .containsKey("Arrival-Date");
        assertThat(groups.get(2))
                .containsEntry("Final-Recipient", "rfc822; user1@example.net")
                .containsEntry("Action", "failed")
                .containsEntry("Status", "5.1.1")
                .containsEntry("Remote-MTA", "dns; mx1.example.net")
                .containsEntry("Diagnostic-Code", "smtp; 550 5.1.1 no such user");
        assertThat(text(notice)).contains("<user0@example.net>", "<user1@example.net>");
    }

    @Test
    void aNoticeIsMailThatNobodyAnswers() {
        Notice notice = compose(POLICY, Samples.message(1, 1), NoticeKind.FAILURE);

        assertThat(notice.envelope().sender()).isEqualTo(ReversePath.NULL);
        assertThat(notice.envelope().id()).isEqualTo(OWN_ID);
        assertThat(notice.envelope().recipients())
                .extracting(Recipient::address)
                .containsExactly(Samples.SENDER);
        assertThat(notice.envelope().tenant()).isEqualTo("acme");
        assertThat(notice.envelope().pool()).isEqualTo("pool-a");
        assertThat(text(notice))
                .contains("\r\nAuto-Submitted: auto-replied\r\n")
                .contains("\r\nMessage-ID: <" + OWN_ID + "@out.example>\r\n")
                .contains("<MAILER-DAEMON@out.example>\r\n");
    }

    @Test
    void thereIsNoNoticeAboutANotice() {
        Message message = Samples.message(1, ReversePath.NULL, List.of(EnumSet.noneOf(Notify.class)));

        assertThat(notices(POLICY).compose(message, NoticeKind.FAILURE, List.of(report(message, 0))))
                .isEmpty();
    }

    @Test
    void thereIsNoNoticeWherePolicyWantsNone() {
        Message message = Samples.message(1, 1);

        assertThat(notices(OFF).compose(message, NoticeKind.FAILURE, List.of(report(message, 0))))
                .isEmpty();
    }

    @ParameterizedTest(name = "NOTIFY={0}: failure {1}, delay {2}, success {3}")
    @CsvSource({
        "'',                    true,  true,  false",
        "NEVER,                 false, false, false",
        "FAILURE,               true,  false, false",
        "DELAY,                 false, true,  false",
        "SUCCESS,               false, false, true",
        "FAILURE DELAY,         true,  true,  false",
        "SUCCESS FAILURE,       true,  false, true",
        "SUCCESS FAILURE DELAY, true,  true,  true",
    })
    void notifySaysWhatTheSenderWantsToHear(String notify, boolean failure, boolean delay, boolean success) {
        var wishes = EnumSet.noneOf(Notify.class);
        for (String word : notify.split(" ", -1)) {
            if (!word.isEmpty()) {
                wishes.add(Notify.valueOf(word));
            }
        }
        Envelope envelope = Samples.message(1, new ReversePath.Of(Samples.SENDER), List.of(wishes))
                .envelope();
        Recipient recipient = envelope.recipients().getFirst();

        assertThat(NoticeKind.FAILURE.isWanted(envelope, recipient)).isEqualTo(failure);
        assertThat(NoticeKind.DELAY.isWanted(envelope, recipient)).isEqualTo(delay);
        assertThat(NoticeKind.SUCCESS.isWanted(envelope, recipient)).isEqualTo(success);
    }

    @ParameterizedTest
    @CsvSource({"FULL, true", "HDRS, false", "'', false"})
    void retSaysWhetherTheWholeMessageGoesBackAndPolicyWhereItIsSilent(String ret, boolean whole) {
        Message message = withRet(ret.isEmpty() ? Optional.empty() : Optional.of(ret.equals("FULL")), 100);

        String text = text(compose(POLICY, message, NoticeKind.FAILURE));
        assertThat(text.contains("the body")).isEqualTo(whole);
        assertThat(text).contains("Subject: Offer");
    }

    @Test
    void policyMayReturnWholeMessagesAndNameItsOwnSender() {
        String text = text(compose(WHOLE, withRet(Optional.empty(), 100), NoticeKind.FAILURE));

        assertThat(text).contains("the body", "<postmaster@own.example>");
    }

    @Test
    void theNameInFromIsTheOneOfThePolicy() {
        assertThat(text(compose(POLICY, Samples.message(1, 1), NoticeKind.FAILURE)))
                .startsWith("From: Mail Delivery System <MAILER-DAEMON@out.example>\r\n");
        assertThat(text(compose(WHOLE, Samples.message(1, 1), NoticeKind.FAILURE)))
                .startsWith("From: =?UTF-8?B?UG9zdCwgQsO8cm8gIlPDvGQi?= <postmaster@own.example>\r\n");
    }

    @Test
    void aSenderWhoHasHadEnoughGetsNoMore() {
        Message message = Samples.message(1, 1);
        Notices notices = notices(POLICY);
        for (int i = 0; i < POLICY.maxPerSender(); i++) {
            notices.sent(notices.compose(message, NoticeKind.FAILURE, List.of(report(message, 0)))
                    .orElseThrow());
        }

        assertThat(notices.compose(message, NoticeKind.FAILURE, List.of(report(message, 0))))
                .isEmpty();
        assertThat(withheld).hasValue(1);
    }

    @Test
    void aNoticeThatHasToBeStoredAgainCountsOnce() {
        Message message = Samples.message(1, 1);
        Notices notices = notices(POLICY);
        for (int i = 0; i < 10 * POLICY.maxPerSender(); i++) {
            assertThat(notices.compose(message, NoticeKind.FAILURE, List.of(report(message, 0))))
                    .isPresent();
        }
    }

    @Test
    void delaysAndSuccessesReturnTheHeaderOnly() {
        Message message = withRet(Optional.of(true), 100);

        assertThat(text(compose(WHOLE, message, NoticeKind.DELAY))).doesNotContain("the body");
        assertThat(text(compose(WHOLE, message, NoticeKind.SUCCESS))).doesNotContain("the body");
    }

    @Test
    void aLargeMessageComesBackAsItsHeader() {
        Notice notice = compose(WHOLE, withRet(Optional.of(true), Notices.RETURNED_BOUND), NoticeKind.FAILURE);

        assertThat(notice.message().length).isLessThan(4_000);
        assertThat(text(notice)).contains("text/rfc822-headers", "Subject: Offer");
    }

    @Test
    void aMessageThatCannotBeReadIsReportedWithoutIt() {
        Message message = Samples.message(1, 1);
        message.body().forget();

        assertThat(status(compose(POLICY, message, NoticeKind.FAILURE))).hasSize(2);
    }

    @Test
    void ourOwnWordsNameNoOtherHost() {
        Message message = Samples.message(1, 1);
        var lost = new RecipientReport(
                message.envelope().recipients().getFirst(),
                new EnhancedCode(5, 4, 7),
                Optional.empty(),
                "not delivered within 5d; last: lost in CONNECT: timed out",
                "mx1.example.net",
                Samples.RECEIVED,
                Optional.empty());

        Map<String, String> fields = status(notices(POLICY)
                        .compose(message, NoticeKind.FAILURE, List.of(lost))
                        .orElseThrow())
                .get(1);
        assertThat(fields).doesNotContainKey("Remote-MTA").containsEntry("Status", "5.4.7");
        assertThat(fields.get("Diagnostic-Code")).contains("lost in CONNECT: timed out");
    }

    @Test
    void aDelayNoticeSaysUntilWhenItIsTried() {
        Message message = Samples.message(1, 1);
        var late = new RecipientReport(
                message.envelope().recipients().getFirst(),
                new EnhancedCode(4, 7, 1),
                Optional.of(Reply.of(451, 7, 1, "later")),
                "451 4.7.1 later",
                "mx1.example.net",
                Samples.RECEIVED,
                Optional.of(Instant.parse("2027-03-06T12:00:00Z")));

        Map<String, String> fields = status(notices(POLICY)
                        .compose(message, NoticeKind.DELAY, List.of(late))
                        .orElseThrow())
                .get(1);
        assertThat(fields).containsEntry("Action", "delayed").containsKey("Will-Retry-Until");
    }

    @Test
    void aReplyMadeToBreakTheNoticeDoesNot() {
        Message message = Samples.message(1, 1);
        var hostile = new RecipientReport(
                message.envelope().recipients().getFirst(),
                new EnhancedCode(5, 7, 1),
                Optional.of(Reply.of(550, 7, 1, "x\r\nFinal-Recipient: rfc822; victim@example.org\r\n\u001b[2J")),
                "",
                "mx\r\nBcc: victim@example.org",
                Samples.RECEIVED,
                Optional.empty());

        String text = text(notices(POLICY)
                .compose(message, NoticeKind.FAILURE, List.of(hostile))
                .orElseThrow());
        assertThat(text).doesNotContain("\r\nFinal-Recipient: rfc822; victim", "\r\nBcc:", "\u001b");
    }

    @Test
    void aNoticeAboutInternationalMailNeedsSmtpUtf8OnlyWhereAnAddressDoes() {
        Message plain = international("user");
        Message unicode = international("用户");

        assertThat(compose(POLICY, plain, NoticeKind.FAILURE).envelope().smtpUtf8())
                .isFalse();
        assertThat(compose(POLICY, unicode, NoticeKind.FAILURE).envelope().smtpUtf8())
                .isTrue();
    }

    private static Message withRet(Optional<Boolean> returnFull, int bodySize) {
        return message(returnFull, false, "user", bodySize);
    }

    private static Message international(String local) {
        return message(Optional.empty(), true, local, 10);
    }

    private static Message message(Optional<Boolean> returnFull, boolean smtpUtf8, String local, int bodySize) {
        Recipient recipient = new Recipient(
                0, new Mailbox(local, new Domain("example.net")), EnumSet.noneOf(Notify.class), Optional.empty());
        var envelope = new Envelope(
                new MessageId(1),
                new ReversePath.Of(Samples.SENDER),
                List.of(recipient),
                "acme",
                "",
                "pool-a",
                5,
                Samples.RECEIVED,
                Samples.RECEIVED,
                "",
                returnFull,
                false,
                smtpUtf8,
                false,
                Durability.DURABLE,
                new Envelope.Source("smtp", "", "", "", ""),
                Map.of());
        byte[] text = ("Subject: Offer\r\n\r\nthe body\r\n" + "x\r\n".repeat(bodySize / 3))
                .getBytes(StandardCharsets.US_ASCII);
        return new Message(envelope, Body.kept(text, false, new BodyMemory(1 << 20)), 0);
    }
}

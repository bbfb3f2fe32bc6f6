package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import veredus.api.policy.ByteSize;
import veredus.api.policy.ListenerPolicy;

/** The catalogue of ways to hide a second message in a first one. */
@Timeout(120)
class SmugglingTest {
    private static final String HELLO = "EHLO client.example\r\n";
    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";
    private static final String HEADER = "Subject: x\r\n\r\nbody";
    private static final String HIDDEN =
            "MAIL FROM:<evil@b.example>\r\nRCPT TO:<victim@d.example>\r\nDATA\r\nevil\r\n.\r\n";

    @SuppressWarnings("NullAway.Init") // every test opens its own, as it needs it
    private ListenerFixture fixture;

    /** E1 to E13, by what stands where the end should be. */
    static List<String> sequences() {
        return List.of(
                "\r\n.\n",
                "\r\n.\r",
                "\n.\r\n",
                "\n.\n",
                "\n.\r",
                "\r.\r\n",
                "\r.\n",
                "\r.\r",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\n.\r\r\n",
                "\r\r\n.\r\r\n",
                "\r\r\n.\r\n");
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void keepsNothingOfAMessageWithAFalseEndWhereverItIsCut(String sequence) throws Exception {
        fixture = ListenerFixture.plan().open();
        String message = HEADER + sequence + HIDDEN + "QUIT\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            String said = fixture.converse(ScriptedConnection.of(
                    HELLO, ENVELOPE + "DATA\r\n", message.substring(0, cut), message.substring(cut)));
            assertThat(said).as("cut at %d", cut).contains("\r\n550 5.6.11 ").doesNotContain("accepted as");
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void keepsNothingOfItInChunksWhereverTheyEnd(String sequence) throws Exception {
        fixture = ListenerFixture.plan().open();
        String message = HEADER + sequence + HIDDEN;
        for (int cut = 0; cut <= message.length(); cut++) {
            String said = fixture.converse(ScriptedConnection.of(
                    HELLO,
                    ENVELOPE + "BDAT " + cut + "\r\n" + message.substring(0, cut) + "BDAT " + (message.length() - cut)
                            + " LAST\r\n" + message.substring(cut)));
            assertThat(said).as("cut at %d", cut).contains("\r\n550 5.6.11 ").doesNotContain("accepted as");
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void findsTheEndByTheSameRulesWhileItThrowsAMessageAway(String sequence) throws Exception {
        fixture = ListenerFixture.plan()
                .listener("maxMessageSize", new ByteSize(8))
                .open();
        String message = HEADER + sequence + HIDDEN + "QUIT\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            String said = fixture.converse(ScriptedConnection.of(
                    HELLO, ENVELOPE + "DATA\r\n", message.substring(0, cut), message.substring(cut)));
            assertThat(said).as("cut at %d", cut).contains("\r\n550 5.6.11 ").doesNotContain("victim");
            assertThat(said.lines().filter(line -> line.startsWith("354")).count())
                    .isEqualTo(1);
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void endsTheSessionAfterwardsOverASocketToo(String sequence) throws Exception {
        fixture = ListenerFixture.plan().open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.begin("a@b.example", "c@d.example");
            client.send(HEADER + sequence + HIDDEN);
            assertThat(client.repliesToTheEnd()).containsExactly("550 5.6.11 bare CR, LF or NUL in message refused");
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "E14, '\\r\\n. \\r\\n', '\\r\\n \\r\\n'",
        "E15, '\\r\\n.\\t\\r\\n', '\\r\\n\\t\\r\\n'",
        "E16, '\\r\\n..\\r\\n', '\\r\\n.\\r\\n'",
        "E17, '\\x85.\\x85', '\\x85.\\x85'",
        "E18, '\\v.\\f', '\\v.\\f'",
    })
    void takesWhatOnlyLooksLikeAnEndAsData(String id, String sent, String kept) throws Exception {
        fixture = ListenerFixture.plan().open();
        String message = HEADER + unescape(sent) + "after\r\n.\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            fixture.converse(ScriptedConnection.of(
                    HELLO, ENVELOPE + "DATA\r\n", message.substring(0, cut), message.substring(cut)));
        }
        assertThat(fixture.accepted)
                .hasSize(message.length() + 1)
                .allSatisfy(taken -> assertThat(ListenerFixture.text(taken))
                        .endsWith("\r\n\r\nbody" + unescape(kept) + "after\r\n"));
    }

    @Test
    void takesAnEmptyMessage() throws Exception {
        fixture = ListenerFixture.plan().open();
        String said =
                fixture.converse(ScriptedConnection.of(HELLO, ENVELOPE + "DATA\r\n", ".", "\r", "\n", "QUIT\r\n"));
        assertThat(said).contains("250 2.0.0 accepted as");
        assertThat(fixture.text()).startsWith("Received: ").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"'MAIL FROM:<a@b.example>\\n'", "'NOOP\\rRSET\\r\\n'", "'NO\\0OP\\r\\n'"})
    void refusesCommandLinesWithOddEndsAndGivesUpAtTheThird(String line) throws Exception {
        fixture = ListenerFixture.plan().open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.send(unescape(line).repeat(3) + "NOOP\r\n");
            assertThat(client.repliesToTheEnd()).hasSize(3).allMatch(reply -> reply.startsWith("500 5.5.2 "));
        }
    }

    @Test
    void takesCommandsBehindTheEndFromWhoMayPipeline() throws Exception {
        fixture = ListenerFixture.plan().open();
        String said = fixture.converse(
                ScriptedConnection.of(HELLO, ENVELOPE + "DATA\r\n", HEADER + "\r\n.\r\n" + ENVELOPE + "QUIT\r\n"));
        assertThat(said).contains("accepted as").endsWith("250 2.1.5 recipient ok\r\n221 2.0.0 bye\r\n");
    }

    @Test
    void takesNoneFromWhoSaidHelo() throws Exception {
        fixture = ListenerFixture.plan().open();
        String said = fixture.converse(ScriptedConnection.of(
                "HELO client.example\r\n",
                "MAIL FROM:<a@b.example>\r\n",
                "RCPT TO:<c@d.example>\r\n",
                "DATA\r\n",
                HEADER + "\r\n.\r\n" + ENVELOPE));
        assertThat(said).endsWith("554 5.5.0 you went on without waiting for the reply (RFC 2920)\r\n");
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void doesNotTakeTheMessageTogetherWithData() throws Exception {
        fixture = ListenerFixture.plan().open();
        String said = fixture.converse(ScriptedConnection.of(HELLO, ENVELOPE + "DATA\r\n" + HEADER + "\r\n.\r\n"));
        assertThat(said).endsWith("554 5.5.0 you went on without waiting for the reply (RFC 2920)\r\n");
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void refusesABareLfInAMessageThatIsHeaderOnly() throws Exception {
        fixture = ListenerFixture.plan().open();
        String said =
                fixture.converse(ScriptedConnection.of(HELLO, ENVELOPE + "DATA\r\n", "Subject: x\nTo: y\r\n.\r\n"));
        assertThat(said).endsWith("550 5.6.11 bare CR, LF or NUL in message refused\r\n");
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void makesOneMessageOfItForAnInjectorThatMaySendBareLineEnds(String sequence) throws Exception {
        fixture = ListenerFixture.plan()
                .listener("bareLineEnds", ListenerPolicy.BareLineEnds.NORMALIZE)
                .open();
        String message = HEADER + sequence + HIDDEN + "QUIT\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            int before = fixture.accepted.size();
            fixture.converse(ScriptedConnection.of(
                    HELLO, ENVELOPE + "DATA\r\n", message.substring(0, cut), message.substring(cut)));
            assertThat(fixture.accepted.size() - before).as("cut at %d", cut).isLessThanOrEqualTo(1);
        }
        assertThat(fixture.accepted).allSatisfy(taken -> {
            assertThat(ListenerFixture.text(taken)).contains("evil").doesNotContain("\0");
            assertThat(ListenerFixture.text(taken).replace("\r\n", ""))
                    .doesNotContain("\r")
                    .doesNotContain("\n");
        });
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
                .replace("\\v", "\u000B")
                .replace("\\f", "\f")
                .replace("\\x85", "\u00C2\u0085");
    }
}

package veredus.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Messages that hide a second one, sent through us to Postfix: it never gets more than one, and no bare CR or LF. */
@Tag("peers")
@Needs(
        value = {"postfix", "openssl"},
        root = true)
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all tests
class SmugglingOnTheWireTest {
    /** What stands where the end of a message should be. */
    private static final List<String> FALSE_ENDS = List.of(
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
            "\r\r\n.\r\n",
            "\r\n. \r\n",
            "\r\n.\t\r\n",
            "\r\n..\r\n",
            "\r\n\u00C2\u0085.\u00C2\u0085\r\n",
            "\r\n.\u000B\r\n",
            "\r\n.\f\r\n");

    private int strict;
    private int lenient;
    private PostfixServer postfix;
    private Wiretap chunks;
    private Wiretap dots;
    private Appliance appliance;

    @BeforeAll
    void start() throws Exception {
        strict = Patience.freePort();
        lenient = Patience.freePort();
        // As easy to deceive as Postfix was before 2024.
        postfix = PostfixServer.start(
                Patience.freePort(),
                List.of("box@chunks.example", "box@dots.example", "victim@dots.example", "victim@chunks.example"),
                strict,
                Map.of("smtpd_forbid_bare_newline", "no"));
        chunks = Wiretap.before(postfix.port());
        dots = Wiretap.before(postfix.port());
        String all = "relay-networks = [\"127.0.0.0/8\"]\nmax-errors = 1000\n";
        appliance = new Appliance.Plan()
                .listener("strict", strict, all)
                .listener("lenient", lenient, all + "bare-line-ends = \"normalize\"")
                .route("chunks.example", chunks.port(), "tls = \"never\"")
                .route("dots.example", dots.port(), "tls = \"never\"\nchunking = false")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {appliance, postfix, chunks, dots}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @Test
    void neverBecomeTwoMessages() throws Exception {
        var taken = new ArrayList<String>();
        int number = 0;
        for (int port : List.of(strict, lenient)) {
            for (String domain : List.of("chunks.example", "dots.example")) {
                for (String end : FALSE_ENDS) {
                    for (boolean inChunk : List.of(false, true)) {
                        String mark = "mark-" + number++ + "-";
                        if (send(port, domain, hiding(mark, domain, end), inChunk)) {
                            taken.add(mark);
                        }
                    }
                }
            }
        }
        assertThat(taken).as("what is no false end at all is mail").isNotEmpty();
        for (String mark : taken) {
            postfix.mailboxes().mail(mark);
        }
        assertThat(postfix.mailboxes().mail()).hasSameSizeAs(taken);
        assertThat(postfix.mailboxes().mail()).noneMatch(message -> message.contains("Delivered-To: victim"));
        assertThat(appliance.records("r"))
                .noneMatch(record -> record.path("rcpt").asString().startsWith("victim"));
    }

    @Test
    void leaveUsWithoutABareLineEnd() throws Exception {
        int number = 0;
        for (int port : List.of(strict, lenient)) {
            for (String domain : List.of("chunks.example", "dots.example")) {
                for (boolean inChunk : List.of(false, true)) {
                    String text = "Subject: bare-" + number++ + "\r\n\r\na\nb\rc\r\r\nd\n\ne\0f\r\n";
                    send(port, domain, text, inChunk);
                }
                send(port, domain, "Subject: last-" + domain + port + "\r\n\r\nx\r\n", false);
                postfix.mailboxes().mail("last-" + domain + port);
            }
        }
        for (String said : chunks.said()) {
            assertClean(said);
        }
        for (String said : dots.said()) {
            assertClean(said);
        }
    }

    private static void assertClean(String said) {
        assertThat(said.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    }

    private static String hiding(String mark, String domain, String end) {
        return "Subject: " + mark + "\r\n\r\nbody" + end + "MAIL FROM:<evil@b.example>\r\nRCPT TO:<victim@" + domain
                + ">\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n";
    }

    /** Whether the message was taken; everything is sent at once, as one who smuggles does. */
    private static boolean send(int port, String domain, String text, boolean inChunk) throws Exception {
        try (var talk = Talk.with(port)) {
            talk.must("MAIL FROM:<a@b.example>");
            talk.must("RCPT TO:<box@" + domain + ">");
            if (inChunk) {
                talk.send("BDAT " + text.length() + " LAST\r\n" + text + "QUIT\r\n");
            } else {
                talk.must("DATA");
                talk.send(text + ".\r\nQUIT\r\n");
            }
            List<String> codes = talk.codesToTheEnd();
            assertThat(codes)
                    .as("replies to %s", text.replace("\r", "\\r").replace("\n", "\\n"))
                    .hasSizeBetween(1, 2);
            return codes.getFirst().equals("250");
        }
    }
}

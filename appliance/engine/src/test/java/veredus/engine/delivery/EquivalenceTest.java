package veredus.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static veredus.engine.delivery.Caller.NOTHING;
import static veredus.engine.delivery.Letters.letter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import veredus.api.policy.TlsMode;

/** The same is said of every recipient with PIPELINING and CHUNKING as without. */
@Timeout(60)
class EquivalenceTest {
    private enum Way {
        LOCKSTEP(""),
        PIPELINED("PIPELINING"),
        CHUNKED_LOCKSTEP("CHUNKING"),
        CHUNKED("PIPELINING CHUNKING");

        private final String offered;

        Way(String offered) {
            this.offered = offered;
        }

        boolean isPipelined() {
            return offered.contains("PIPELINING");
        }

        boolean isChunked() {
            return offered.contains("CHUNKING");
        }
    }

    /** What the peer answers to MAIL, to three RCPT, and at the end. */
    record Answers(String mail, List<String> rcpt, String end) {}

    static Stream<Answers> answers() {
        var all = new ArrayList<Answers>();
        all.add(new Answers("451 4.3.2 later", List.of("503 no", "503 no", "503 no"), "503 no"));
        String[] kinds = {"250 ok", "550 5.1.1 unknown", "452 4.5.3 too many"};
        for (int i = 0; i < 27; i++) {
            List<String> rcpt = List.of(kinds[i % 3], kinds[i / 3 % 3], kinds[i / 9]);
            boolean some = rcpt.contains("250 ok");
            all.add(new Answers("250 ok", rcpt, some ? "250 2.0.0 taken" : "503 nobody"));
            if (some) {
                all.add(new Answers("250 ok", rcpt, "554 5.7.1 spam"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theResultsAreTheSame(Answers answers) throws Exception {
        List<String> expected = results(answers, Way.LOCKSTEP);
        for (Way way : Way.values()) {
            assertThat(results(answers, way)).as(way.name()).isEqualTo(expected);
        }
    }

    private static List<String> results(Answers answers, Way way) throws Exception {
        try (var peer = ScriptedPeer.playing(dialogue(answers, way));
                var session = new Caller()
                        .limits(Caller.limits(TlsMode.NEVER, true, true, Duration.ofSeconds(20)))
                        .session(peer.port())) {
            List<String> said = session.deliver(letter().to("ann", "bob", "eve").delivery(), NOTHING).stream()
                    .map(result -> result.recipient().address().localPart() + " "
                            + OutboundSessionTest.shown(result.outcome()))
                    .toList();
            session.quit();
            assertThat(peer.complaints()).isEmpty();
            return said;
        }
    }

    private static String dialogue(Answers answers, Way way) {
        var lines = new ArrayList<String>(List.of("S 220 mx.test", "C EHLO"));
        Stream.of(way.offered.split(" ")).filter(word -> !word.isEmpty()).forEach(word -> lines.add("S 250-" + word));
        if (way.offered.isEmpty()) {
            lines.add("S 250 mx.test");
        } else {
            lines.add(2, "S 250-mx.test");
            lines.set(lines.size() - 1, lines.getLast().replace('-', ' '));
        }
        boolean mail = answers.mail.startsWith("250");
        boolean some = answers.rcpt.contains("250 ok");
        lines.add("C MAIL");
        lines.add("S " + answers.mail);
        if (mail || way.isPipelined()) {
            for (String rcpt : answers.rcpt) {
                lines.add("C RCPT");
                lines.add("S " + rcpt);
            }
        }
        if (way.isChunked() && (some || way.isPipelined())) {
            lines.add("CHUNK");
        } else if (!way.isChunked() && (some || way.isPipelined())) {
            lines.add("C DATA");
            if (some) {
                lines.add("S 354 go on");
                lines.add("BODY");
            }
        }
        if (some || way.isPipelined()) {
            lines.add("S " + answers.end);
        }
        lines.add("C QUIT");
        lines.add("S 221 bye");
        return String.join("\n", lines);
    }
}

package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.ActionRequest;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.MessagePage;
import veredus.api.admin.MessageView;
import veredus.api.admin.QueueAction;
import veredus.api.admin.QueueCause;
import veredus.api.admin.QueueDetail;
import veredus.api.admin.ReloadReply;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;
import veredus.api.admin.TraceView.Speaker;
import veredus.api.client.EngineException;
import veredus.api.policy.PolicyProblem;

/** What an operator sees of a running engine, over HTTP. */
@Timeout(120)
class AdminApiTest {
    private static final String LATER = ":default@later.example/all";

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void theStatusCounts() throws Exception {
        house.send(3, "good.example");
        until(() -> house.client().status().delivered() == 3);

        EngineStatus status = house.client().status();
        assertThat(status.accepted()).isEqualTo(3);
        assertThat(status.hostName()).isEqualTo("out.sender.example");
        assertThat(status.spoolFreeBytes()).isPositive();
        assertThat(status.admission()).isEqualTo(EngineStatus.Admission.OPEN);
        assertThat(house.client().isLive()).isTrue();
        assertThat(house.client().isReady()).isTrue();
    }

    @Test
    void aQueueSaysWhyItWaits() throws Exception {
        house.send(1, "later.example");
        deferred(1);

        QueueDetail detail = house.client().queue(LATER);

        assertThat(detail.queue().deliveries()).isEqualTo(1);
        assertThat(detail.queue().lastStatus()).contains("come back later");
        assertThat(detail.recentFailures()).hasSize(1);
        assertThat(detail.hosts()).containsExactly("mx.later.example");
        assertThat(detail.reasons()).anyMatch(reason -> reason.startsWith("what rests waits for its next attempt"));
        assertThat(detail.paths()).singleElement().satisfies(path -> {
            assertThat(path.vmta()).isEqualTo("vmta-1");
            assertThat(path.limits()).isNotEmpty();
        });
        assertThat(detail.messages()).hasSize(1);
    }

    @Test
    void whyMailForADomainWaitsIsTheOperatorsPauseBeforeTheNextAttempt() throws Exception {
        house.send(1, "later.example");
        deferred(1);
        house.client()
                .act(QueueAction.PAUSE, ActionRequest.of(QueueActionsTest.domain("later.example"), "they asked us to"));

        List<QueueCause> causes = house.client().why("Later.Example").causes();

        assertThat(causes)
                .extracting(QueueCause::cause)
                .containsExactly(QueueCause.Kind.PAUSED, QueueCause.Kind.NEXT_RETRY);
        QueueCause pause = causes.getFirst();
        assertThat(pause.queue()).isEqualTo(LATER);
        assertThat(pause.since()).isPresent();
        assertThat(pause.evidence()).contains("they asked us to");
        assertThat(pause.remedy()).isEqualTo("veredus queue resume " + LATER);
        QueueCause retry = causes.getLast();
        assertThat(retry.until()).isPresent();
        assertThat(retry.evidence()).contains("come back later");
    }

    @Test
    void withoutMailForADomainThereIsNoCause() throws Exception {
        assertThat(house.client().why("unknown.example").causes()).isEmpty();
        assertThatThrownBy(() -> house.client().why("not a domain"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("422");
    }

    @Test
    void messagesAreFoundShownAndRead() throws Exception {
        house.send(2, "later.example");
        deferred(2);

        MessagePage page = house.client().messages(QueueActionsTest.domain("later.example"), 1);
        assertThat(page.complete()).isFalse();
        String id = page.messages().getFirst().id();
        MessageView shown = house.client().message(id);
        assertThat(shown.sender()).isEqualTo("news@sender.example");
        assertThat(shown.recipients()).singleElement().satisfies(recipient -> {
            assertThat(recipient.state()).isEqualTo(MessageView.State.QUEUED);
            assertThat(recipient.attempts()).isEqualTo(1);
            assertThat(recipient.lastStatus()).contains("come back later");
        });
        try (InputStream body = house.client().body(id)) {
            String text = new String(body.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(text).startsWith("Received: ").contains(id).hasSize((int) shown.sizeBytes());
        }
        assertThatThrownBy(() -> house.client().message("0000000000000"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("404");
    }

    @Test
    void aTracedMessageIsDeliveredAndTheDialogueTold() throws Exception {
        house.client()
                .act(QueueAction.PAUSE, ActionRequest.of(QueueActionsTest.domain("good.example"), "to look at one"));
        house.send(1, "good.example");
        String id = onlyMessage("good.example");

        TraceView trace = house.client().trace(traceOf(id));

        assertThat(trace.outcome()).contains("u0@good.example").contains("250");
        assertThat(said(trace, Speaker.CLIENT))
                .anyMatch(line -> line.startsWith("EHLO out.sender.example"))
                .anyMatch(line -> line.startsWith("MAIL FROM:<news@sender.example>"))
                .anyMatch(line -> line.startsWith("RCPT TO:<u0@good.example>"))
                .contains("QUIT");
        assertThat(said(trace, Speaker.SERVER).getFirst()).startsWith("220");
        assertThat(house.internet.sink().messages()).isEqualTo(1);
        until(() -> house.client().status().queued() == 0);
        assertThat(house.client().status().delivered()).isEqualTo(1);
    }

    @Test
    void aTracedMessageThatIsDeferredGoesBackToItsQueue() throws Exception {
        house.send(1, "later.example");
        deferred(1);
        String id = onlyMessage("later.example");

        TraceView trace = house.client().trace(traceOf(id));

        assertThat(said(trace, Speaker.SERVER)).anyMatch(line -> line.contains("come back later"));
        deferred(2);
        assertThat(house.client().message(id).recipients().getFirst().attempts())
                .isEqualTo(2);
        assertThat(house.client().status().queued()).isEqualTo(1);
    }

    @Test
    void anAddressCanBeTracedWithoutAMessage() throws Exception {
        TraceView trace = house.client()
                .trace(new TraceRequest(
                        "someone@good.example", Optional.of("me@sender.example"), Optional.empty(), Optional.empty()));

        assertThat(said(trace, Speaker.CLIENT))
                .contains("MAIL FROM:<me@sender.example>", "RCPT TO:<someone@good.example>", "RSET", "QUIT")
                .doesNotContain("DATA");
        assertThat(house.internet.sink().messages()).isZero();
    }

    @Test
    void aGoodConfigurationIsTakenUpUnderLoad() throws Exception {
        house.send(1, "sub.good.example");
        until(() -> house.client().status().delivered() == 1);
        Files.createDirectories(house.configuration.resolve("shaping.d"));
        var source = house.source(400, 4, "good.example");
        Thread load = Thread.ofVirtual().start(() -> {
            try {
                source.send();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        for (int connections = 2; connections < 12; connections++) {
            house.set("shaping.d/50-test.toml", """
                    [[path]]
                    domain = "*.good.example"
                    max-connections = %d
                    """.formatted(connections));
            ReloadReply reply = house.client().reload();
            assertThat(reply.accepted()).isTrue();
            assertThat(reply.notes()).contains("shaping has changed");
            // The rule is about the domain, not about the name of the site, which is that of its mail host.
            assertThat(house.client()
                            .queue(":default@sub.good.example/all")
                            .paths()
                            .getFirst()
                            .maxConnections())
                    .isEqualTo(connections);
        }
        load.join();

        until(() -> house.client().status().delivered() == 401);
        assertThat(house.internet.sink().messages()).isEqualTo(401);
    }

    @Test
    void aBadConfigurationIsRefusedAndTheOldOneStays() throws Exception {
        house.set("vmtas.toml", "[[vmta]]\nname = \"new\"\nadresses = [\"127.0.0.1\"]\n");

        ReloadReply reply = house.client().reload();

        assertThat(reply.accepted()).isFalse();
        assertThat(reply.problems()).anySatisfy(problem -> {
            assertThat(problem.severity()).isEqualTo(PolicyProblem.Severity.ERROR);
            assertThat(problem.origin().file()).contains("vmtas.toml");
            assertThat(problem.origin().line()).isEqualTo(3);
        });
        house.send(1, "good.example");
        until(() -> house.client().status().delivered() == 1);
    }

    private void deferred(int attempts) throws IOException, InterruptedException {
        until(() -> house.client().status().deferred() == attempts);
        until(() -> house.client().queue(LATER).queue().inFlight() == 0);
    }

    private String onlyMessage(String domain) throws IOException {
        return house.client()
                .messages(QueueActionsTest.domain(domain), 10)
                .messages()
                .getFirst()
                .id();
    }

    private static TraceRequest traceOf(String id) {
        return new TraceRequest("", Optional.empty(), Optional.empty(), Optional.of(id));
    }

    private static List<String> said(TraceView trace, Speaker speaker) {
        return trace.lines().stream()
                .filter(line -> line.speaker() == speaker)
                .map(TraceView.Line::text)
                .toList();
    }
}

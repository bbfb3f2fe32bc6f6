package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.Origin;
import veredus.api.policy.User;

/** Who may connect, how a listener stops, and many sessions at once. */
@Timeout(120)
class ListenerTest {
    private static final String SHUTTING_DOWN = "421 4.3.2 shutting down, try again later";

    @SuppressWarnings("NullAway.Init") // every test opens its own, as it needs it
    private ListenerFixture fixture;

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void refusesMoreClientsThanItHasRoomFor() throws Exception {
        fixture = ListenerFixture.plan().listener("maxConnections", 2).open();
        try (var one = SmtpClient.connect(fixture.address());
                var two = SmtpClient.connect(fixture.address());
                var three = SmtpClient.silent(fixture.address())) {
            assertThat(three.repliesToTheEnd()).containsExactly("421 4.3.2 too many connections, try again later");
            assertThat(one.ask("NOOP")).startsWith("250 ");
            assertThat(two.ask("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void refusesMoreClientsThanTheServerHasRoomFor() throws Exception {
        fixture = ListenerFixture.plan().server("maxConnections", 1).open();
        try (var one = SmtpClient.connect(fixture.address());
                var two = SmtpClient.silent(fixture.address())) {
            assertThat(two.repliesToTheEnd()).containsExactly("421 4.3.2 too many connections, try again later");
            assertThat(one.ask("QUIT")).startsWith("221 ");
        }
    }

    @Test
    void refusesMoreThanItsShareFromOneNetworkOnly() throws Exception {
        fixture = ListenerFixture.plan()
                .listener("maxConnectionsPerClient", 1)
                .listener("proxyNetworks", List.of(ListenerFixture.network("127.0.0.0", 8)))
                .listener("clientPrefixIpv4", 24)
                .open();
        try (var one = SmtpClient.silent(fixture.address());
                var neighbour = SmtpClient.silent(fixture.address());
                var stranger = SmtpClient.silent(fixture.address())) {
            one.send("PROXY TCP4 192.0.2.1 10.0.0.1 1 25\r\n");
            assertThat(one.reply()).startsWith("220 ");
            neighbour.send("PROXY TCP4 192.0.2.200 10.0.0.1 1 25\r\n");
            assertThat(neighbour.reply()).isEqualTo("421 4.7.0 too many connections from your address");
            stranger.send("PROXY TCP4 192.0.3.1 10.0.0.1 1 25\r\n");
            assertThat(stranger.reply()).startsWith("220 ");
        }
    }

    @Test
    void refusesClientsOutsideItsNetworks() throws Exception {
        fixture = ListenerFixture.plan()
                .listener("allowNetworks", List.of(ListenerFixture.network("10.0.0.0", 8)))
                .open();
        try (var client = SmtpClient.silent(fixture.address())) {
            assertThat(client.repliesToTheEnd()).containsExactly("554 5.7.1 your address may not connect here");
        }
    }

    @Test
    void saysGoodbyeToIdleSessionsAndWaitsForMessages() throws Exception {
        fixture = ListenerFixture.plan().open();
        try (var idle = SmtpClient.greeted(fixture.address());
                var busy = SmtpClient.greeted(fixture.address())) {
            busy.begin("a@b.example", "c@d.example");
            busy.send("Subject: x\r\n\r\n");
            var stopped = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                fixture.listener().close();
                stopped.countDown();
            });
            assertThat(idle.repliesToTheEnd()).containsExactly(SHUTTING_DOWN);
            assertThat(stopped.getCount()).isEqualTo(1);
            busy.send("body\r\n.\r\n");
            assertThat(busy.repliesToTheEnd())
                    .satisfiesExactly(
                            reply -> assertThat(reply).startsWith("250 2.0.0 accepted"),
                            reply -> assertThat(reply).startsWith("421 4.3.2 "));
            stopped.await();
        }
        assertThat(fixture.accepted).hasSize(1);
    }

    @Test
    void tellsAClientThatDoesNotFinishItsMessageToComeBack() throws Exception {
        fixture = ListenerFixture.plan().open();
        try (var busy = SmtpClient.greeted(fixture.address())) {
            busy.begin("a@b.example", "c@d.example");
            busy.send("Subject: x\r\n\r\nhalf a line");
            fixture.listener().stop(Duration.ofMillis(100));
            assertThat(busy.repliesToTheEnd()).containsExactly(SHUTTING_DOWN);
        }
        assertThat(fixture.accepted).isEmpty();
    }

    /** Bytes that nobody reads would turn the close into a reset, which takes the reply away from the client. */
    @Test
    void tellsAClientThatGoesOnSendingItsMessageToComeBack() throws Exception {
        fixture = ListenerFixture.plan()
                .server("shutdownLimit", Duration.ofSeconds(3))
                .open();
        byte[] line = ("x".repeat(76) + "\r\n").repeat(800).getBytes(StandardCharsets.US_ASCII);
        try (var busy = SmtpClient.greeted(fixture.address())) {
            busy.begin("a@b.example", "c@d.example");
            busy.send("Subject: x\r\n\r\n");
            Thread stop = Thread.startVirtualThread(fixture.listener()::close);
            var sending = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        busy.send(line);
                    }
                } catch (IOException closed) {
                    // Heard enough.
                }
            });
            assertThat(busy.reply()).isEqualTo(SHUTTING_DOWN);
            stop.join();
            sending.join();
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void tellsAClientInTheMiddleOfAChunkToComeBack() throws Exception {
        fixture = ListenerFixture.plan().open();
        try (var busy = SmtpClient.greeted(fixture.address())) {
            busy.ask("MAIL FROM:<a@b.example>");
            busy.ask("RCPT TO:<c@d.example>");
            busy.send("BDAT 100 LAST\r\nSubject: x\r\n\r\n");
            fixture.listener().stop(Duration.ofMillis(100));
            assertThat(busy.repliesToTheEnd()).containsExactly(SHUTTING_DOWN);
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void tellsAClientInTheMiddleOfACommandAtOnce() throws Exception {
        fixture = ListenerFixture.plan().open();
        try (var busy = SmtpClient.greeted(fixture.address())) {
            busy.send("MAIL FR");
            fixture.listener().beginStop();
            assertThat(busy.repliesToTheEnd()).containsExactly(SHUTTING_DOWN);
        }
    }

    @Test
    void tellsAClientInTheMiddleOfAnAuthenticationAtOnce() throws Exception {
        fixture = ListenerFixture.plan()
                .listener("authWithoutTls", true)
                .user(new User("joe", "default", Optional.of("a hash"), Optional.empty(), Origin.BUILT_IN))
                .open();
        try (var busy = SmtpClient.greeted(fixture.address())) {
            assertThat(busy.ask("AUTH PLAIN")).startsWith("334 ");
            fixture.listener().beginStop();
            assertThat(busy.repliesToTheEnd()).containsExactly(SHUTTING_DOWN);
        }
    }

    @Test
    void isNotThereAfterItsStop() throws Exception {
        fixture = ListenerFixture.plan().open();
        fixture.listener().close();
        assertThatThrownBy(() -> SmtpClient.connect(fixture.address())).isInstanceOf(IOException.class);
    }

    @Test
    void takesLargeMessagesFromTwoHundredSessionsAtOnce() throws Exception {
        fixture = ListenerFixture.plan().bodyMemory(0).open();
        byte[] line = ("x".repeat(76) + "\r\n").repeat(800).getBytes(StandardCharsets.US_ASCII);
        var accepted = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 200; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try (var client = SmtpClient.greeted(fixture.address())) {
                    client.begin("a@b.example", "c@d.example");
                    client.send("Subject: x\r\n\r\n");
                    for (int j = 0; j < 8; j++) {
                        client.send(line);
                    }
                    client.send(".\r\n");
                    if (client.reply().startsWith("250 ")) {
                        accepted.incrementAndGet();
                    }
                } catch (IOException lost) {
                    throw new UncheckedIOException(lost);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(accepted).hasValue(200);
        assertThat(fixture.accepted)
                .hasSize(200)
                .allSatisfy(message -> assertThat(message.body().sizeBytes()).isGreaterThan(8L * line.length));
    }
}

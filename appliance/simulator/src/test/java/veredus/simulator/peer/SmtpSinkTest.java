package veredus.simulator.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conversations with the sink, word by word. */
@Timeout(60)
class SmtpSinkTest {
    private final SteppedTime time = new SteppedTime();
    private final Ledger received = new Ledger(10);

    @Test
    void aPipelinedMessageIsTakenAndTheRepliesComeInOrder() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"));
                var client = new Client(sink)) {
            client.say("EHLO me\r\nMAIL FROM:<a@s.example> SIZE=9\r\nRCPT TO:<b@site.example>\r\nDATA\r\n");
            assertThat(client.codes(5)).containsExactly("220", "250", "250", "250", "354");
            client.say("Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n");
            assertThat(client.codes(2)).containsExactly("250", "221");
            assertThat(sink.messages()).isEqualTo(1);
        }
    }

    @Test
    void aMessageInChunksIsTaken() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"));
                var client = new Client(sink)) {
            client.say("MAIL FROM:<a@s.example>\r\nRCPT TO:<b@site.example>\r\n");
            client.say("BDAT 15\r\nX-Trial: 7 0\r\n\r\n".substring(0, 9) + "X-Trial: 7 0\r\n\r");
            client.say("BDAT 3 LAST\r\n\nhi");
            assertThat(client.codes(5)).containsExactly("220", "250", "250", "250", "250");
            assertThat(received.entries()).containsOnlyKeys(new Ledger.Key(7, "b@site.example"));
        }
    }

    @Test
    void withoutRecipientThereIsNoData() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"));
                var client = new Client(sink)) {
            client.say("MAIL FROM:<a@s.example>\r\nDATA\r\n");
            assertThat(client.codes(3)).containsExactly("220", "250", "554");
        }
    }

    @Test
    void aConnectionAboveTheCapIsGreetedWithTheRefusalAndClosed() throws Exception {
        Provider capped = Loopback.provider("site", new PeerEffect.ConnectionCap(0, "421 4.7.0 Too many"));
        try (SmtpSink sink = sink(capped);
                var client = new Client(sink)) {
            assertThat(client.lines(2)).containsExactly("421 4.7.0 Too many", "(end)");
        }
    }

    @Test
    void aHangingSiteSaysNothing() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site", new PeerEffect.Hang()));
                var client = new Client(sink)) {
            client.say("EHLO me\r\n");
            client.socket.shutdownOutput();
            assertThat(client.lines(1)).containsExactly("(end)");
        }
    }

    @Test
    void nobodyListensForARefusingSite() throws Exception {
        Provider refusing = Loopback.provider("site", new PeerEffect.Refuse());
        Provider other = new Provider(
                "other",
                List.of(),
                List.of(new Provider.MailHost("mx", 10, Loopback.address("127.0.0.2"))),
                List.of(),
                false);
        try (SmtpSink sink = SmtpSink.start(List.of(refusing, other), 0, time, new FixedChance(0), Optional.empty())) {
            assertThatThrownBy(() -> new Client(sink).close()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSlowSiteHoldsEachBatchOfRepliesBack() throws Exception {
        Provider slow = Loopback.provider("site", new PeerEffect.Slow(Duration.ofSeconds(3)));
        try (SmtpSink sink = sink(slow);
                var client = new Client(sink)) {
            client.codes(1);
            client.say("NOOP\r\n");
            client.codes(1);
            assertThat(time.nanos()).isEqualTo(Duration.ofSeconds(6).toNanos());
        }
    }

    @Test
    void aTarpitSendsOneByteAtATime() throws Exception {
        Provider tarpit = Loopback.provider("site", new PeerEffect.Tarpit(Duration.ofMillis(100)));
        try (SmtpSink sink = sink(tarpit);
                var client = new Client(sink)) {
            String greeting = client.lines(1).getFirst();
            // Line end included.
            assertThat(time.nanos())
                    .isEqualTo(Duration.ofMillis(100)
                            .multipliedBy(greeting.length() + 2)
                            .toNanos());
        }
    }

    @Test
    void aSiteWithTlsTakesMailInsideIt() throws Exception {
        Provider plain = Loopback.provider("site");
        Provider withTls = new Provider("site", plain.domains(), plain.hosts(), List.of(), true);
        try (SmtpSink sink = sink(withTls);
                var client = new Client(sink)) {
            client.say("EHLO me\r\n");
            assertThat(client.lines(10)).contains("250 STARTTLS");
            client.say("STARTTLS\r\n");
            assertThat(client.codes(1)).containsExactly("220");
            client.secure();
            client.say("EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<b@site.example>\r\nDATA\r\n\r\n.\r\n");
            assertThat(client.codes(5)).containsExactly("250", "250", "250", "354", "250");
        }
    }

    @Test
    void theBookOfAnUnknownProviderIsRefusedWithTheNamesThereAre() throws Exception {
        try (SmtpSink sink = sink(Loopback.provider("site"))) {
            assertThatThrownBy(() -> sink.book("sight"))
                    .hasMessageContaining("sight")
                    .hasMessageContaining("[site]");
        }
    }

    private SmtpSink sink(Provider provider) throws IOException {
        return SmtpSink.start(List.of(provider), 0, time, new FixedChance(0), Optional.of(received));
    }

    /** A client that says exactly what it is told. */
    private static final class Client implements AutoCloseable {
        private Socket socket;
        private BufferedReader in;

        Client(SmtpSink sink) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), sink.port());
            in = reader();
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        List<String> lines(int count) throws IOException {
            var lines = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                String line = in.readLine();
                lines.add(line == null ? "(end)" : line);
            }
            return lines;
        }

        /** The codes of the next replies; a reply of several lines counts once. */
        List<String> codes(int count) throws IOException {
            var codes = new ArrayList<String>();
            while (codes.size() < count) {
                String line = lines(1).getFirst();
                if (line.charAt(3) != '-') {
                    codes.add(line.substring(0, 3));
                }
            }
            return codes;
        }

        void secure() throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            socket = context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
            in = reader();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private BufferedReader reader() throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

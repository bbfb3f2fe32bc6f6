package veredus.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Exim hands us its mail, and we hand mail to Exim. */
@Tag("peers")
@Needs(
        value = {"exim4", "openssl"},
        root = true)
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all tests
class EximTest {
    private EximServer exim;
    private Wiretap tap;
    private Appliance appliance;
    private int plain;

    @BeforeAll
    void start() throws Exception {
        int ours = Patience.freePort();
        plain = Patience.freePort();
        exim = EximServer.start(Patience.freePort(), ours);
        tap = Wiretap.before(exim.port());
        appliance = new Appliance.Plan()
                .listener("tls", ours, "relay-networks = [\"127.0.0.0/8\"]\nrequire-tls = true")
                .listener("plain", plain, "relay-networks = [\"127.0.0.0/8\"]\ntls = \"none\"")
                .route("away.example", exim.port(), "tls = \"required\"")
                .route("exim.example", tap.port(), "tls = \"never\"")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {appliance, exim, tap}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @Test
    void takesMailInChunksAndTellsWhoIsUnknown() throws Exception {
        try (var talk = Talk.with(plain)) {
            talk.message(
                    "<sender@exim.example> BODY=8BITMIME ENVID=e-1",
                    List.of("<box@exim.example> NOTIFY=FAILURE", "<nobody@exim.example>", "<second@exim.example>"),
                    "Subject: mark-chunks\r\n\r\ngr\u00C3\u00BC\u00C3\u009Fe\r\n..dot\r\n");
        }
        assertThat(exim.mailboxes().mail("mark-chunks"))
                .contains("gr\u00C3\u00BC\u00C3\u009Fe\n.dot\n")
                .contains("by exim.example with esmtp");
        assertThat(appliance
                        .record("d", "second@exim.example")
                        .path("dlvTlsProtocol")
                        .asString())
                .isEmpty();
        assertThat(appliance.record("b", "nobody@exim.example").path("dsnDiag").asString())
                .contains("550");
        assertThat(tap.said())
                .anySatisfy(said -> assertThat(said)
                        .contains("BDAT ")
                        .contains("NOTIFY=FAILURE")
                        .contains("ENVID=e-1"));
    }

    @Test
    void handsUsItsMailOverTlsInChunksAndTakesItBackOverTls() throws Exception {
        try (var talk = Talk.with(exim.port())) {
            talk.message(
                    "<sender@exim.example> RET=FULL ENVID=e-2",
                    List.of("<lost@away.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;lost@away.example"),
                    "From: <sender@exim.example>\r\nSubject: mark-way\r\n\r\nthere and nowhere\r\n");
        }
        // What is not its own, Exim sends to us, and we send that domain to Exim: it goes in circles until the hop
        // limit.
        assertThat(appliance.record("r", "lost@away.example").path("envId").asString())
                .isEqualTo("e-2");
        assertThat(appliance
                        .record("d", "lost@away.example")
                        .path("dlvTlsProtocol")
                        .asString())
                .isEqualTo("TLSv1.3");
        assertThat(exim.log()).contains("X=TLS1.3").contains(" K ");
    }
}

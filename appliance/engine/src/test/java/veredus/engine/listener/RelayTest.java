package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.policy.Origin;
import veredus.api.policy.User;
import veredus.world.PasswordHash;

/** A5 and A6 of the catalogue: nobody sends through us who may not. */
@Timeout(60)
class RelayTest {
    @SuppressWarnings("NullAway.Init") // every test opens its own, as it needs it
    private ListenerFixture fixture;

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<> <x@remote.example>",
                "<x@remote.example> <x@remote.example>",
                "<x@mx.test> <x@remote.example>",
                "<x@[127.0.0.1]> <x@remote.example>",
                "<x@mx.test> <x%remote.example@[127.0.0.1]>",
                "<x@mx.test> <x%remote.example@mx.test>",
                "<x@mx.test> <\"x@remote.example\">",
                "<x@mx.test> <\"x%remote.example\">",
                "<x@mx.test> <x@remote.example@[127.0.0.1]>",
                "<x@mx.test> <\"x@remote.example\"@[127.0.0.1]>",
                "<x@mx.test> <x@remote.example@mx.test>",
                "<x@mx.test> <@[127.0.0.1]:x@remote.example>",
                "<x@mx.test> <@mx.test:x@remote.example>",
                "<x@mx.test> <remote.example!x>",
                "<x@mx.test> <remote.example!x@[127.0.0.1]>",
                "<x@mx.test> <remote.example!x@mx.test>",
                "<x> <x@remote.example>",
                "<x@localhost> <x@remote.example>",
                "<x@remote.example.> <x@remote.example>",
                "<x@mx.test> <x@mx.test>remote.example",
                "<x@mx.test> <x@[IPv6:::1]>",
                "<x@mx.test> <x@remote.example,y@mx.test>",
                "<x@mx.test> <x@mx.test(RCPT)>",
                "<x@mx.test> <x\u00ef\u00bc\u00a0remote.example>",
                "<x@mx.test> <x\u00ef\u00bc\u0085remote.example@mx.test>",
                "<x@mx.test> <@a.example,@b.example,@c.example:x@remote.example>",
                "<x@mx.test> <x@mx.test> ORCPT=rfc822;x@remote.example",
                "<x@mx.test> <postmaster>",
            })
    void takesNoRecipientFromAStrangerInWhateverForm(String paths) throws Exception {
        fixture = ListenerFixture.plan()
                .strangers()
                .server("localDomains", List.of("mx.test"))
                .open();
        String sender = paths.substring(0, paths.indexOf("> ") + 1);
        String recipient = paths.substring(paths.indexOf("> ") + 2);
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:" + sender);
            assertThat(client.ask("RCPT TO:" + recipient)).matches("5\\d\\d .*").doesNotContain("ok");
            assertThat(client.ask("DATA")).startsWith("5");
        }
        assertThat(fixture.accepted).isEmpty();
    }

    @Test
    void tellsStrangersToAuthenticateWhereTheyCan() throws Exception {
        fixture = ListenerFixture.plan()
                .strangers()
                .listener("authWithoutTls", true)
                .user(new User(
                        "joe",
                        "default",
                        Optional.of(PasswordHash.make(
                                        new byte[] {1}, TestWorld.get().chance())
                                .toString()),
                        Optional.empty(),
                        Origin.BUILT_IN))
                .open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@b.example>");
            assertThat(client.ask("RCPT TO:<c@d.example>")).isEqualTo("530 5.7.0 authentication required");
        }
    }

    @Test
    void wantsAuthenticationFromRelayNetworksToo() throws Exception {
        fixture = ListenerFixture.plan().listener("requireAuth", true).open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("530 5.7.0 ");
        }
    }

    @Test
    void takesNoMailForItself() throws Exception {
        fixture = ListenerFixture.plan()
                .server("localDomains", List.of("mx.test"))
                .open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.ask("MAIL FROM:<a@b.example>");
            assertThat(client.ask("RCPT TO:<c@MX.test>")).isEqualTo("550 5.1.1 no such user here");
            assertThat(client.ask("RCPT TO:<postmaster>")).isEqualTo("550 5.1.1 no such user here");
        }
    }

    @Test
    void believesAProxyHeaderFromItsLoadBalancersOnly() throws Exception {
        fixture = ListenerFixture.plan()
                .listener("relayNetworks", List.of(ListenerFixture.network("10.0.0.0", 8)))
                .listener("proxyNetworks", List.of(ListenerFixture.network("127.0.0.0", 8)))
                .open();
        for (String source : List.of("TCP4 10.1.2.3 10.0.0.1", "TCP6 ::ffff:10.1.2.3 ::1")) {
            try (var client = SmtpClient.silent(fixture.address())) {
                client.send("PROXY " + source + " 1000 25\r\n");
                assertThat(client.reply()).startsWith("220 ");
                client.ask("EHLO client.example");
                assertThat(client.begin("a@b.example", "c@d.example")).startsWith("354 ");
                client.send(".\r\n");
                client.reply();
            }
        }
        assertThat(fixture.accepted)
                .allSatisfy(message ->
                        assertThat(message.envelope().source().address()).isEqualTo("10.1.2.3"));
        try (var client = SmtpClient.silent(fixture.address())) {
            client.send("EHLO client.example\r\n");
            assertThat(client.repliesToTheEnd()).containsExactly("421 4.7.0 PROXY header expected");
        }
        try (var client = SmtpClient.silent(fixture.address())) {
            client.send("PROXY TCP4 192.0.2.1 10.0.0.1 1000 25\r\n");
            client.reply();
            client.ask("EHLO client.example");
            client.ask("MAIL FROM:<a@b.example>");
            assertThat(client.ask("RCPT TO:<c@d.example>")).startsWith("550 5.7.1 ");
        }
    }

    @Test
    void readsBinaryProxyHeaders() throws Exception {
        fixture = ListenerFixture.plan()
                .listener("relayNetworks", List.of(ListenerFixture.network("10.0.0.0", 8)))
                .listener("proxyNetworks", List.of(ListenerFixture.network("127.0.0.0", 8)))
                .open();
        try (var client = SmtpClient.silent(fixture.address())) {
            client.send(
                    "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000f\n\u0001\u0002\u0003\n\0\0\u0001\0\u0001\0\u0019\u0004\0\0");
            assertThat(client.reply()).startsWith("220 ");
            client.ask("EHLO client.example");
            assertThat(client.begin("a@b.example", "c@d.example")).startsWith("354 ");
        }
    }

    @Test
    void believesXclientFromListedPeersOnly() throws Exception {
        fixture = ListenerFixture.plan()
                .strangers()
                .listener("relayNetworks", List.of(ListenerFixture.network("10.0.0.0", 8)))
                .listener("xclientNetworks", List.of(ListenerFixture.network("127.0.0.1", 32)))
                .open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            assertThat(client.ask("XCLIENT ADDR=10.0.0.9 NAME=x.example")).startsWith("220 mx.test");
            assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("503 ");
            client.ask("EHLO inner.example");
            assertThat(client.begin("a@b.example", "c@d.example")).startsWith("354 ");
            client.send(".\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
        assertThat(fixture.accepted.getFirst().envelope().source().address()).isEqualTo("10.0.0.9");
    }
}

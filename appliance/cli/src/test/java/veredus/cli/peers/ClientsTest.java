package veredus.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of others at our listeners: swaks, msmtp, gsasl and Python's smtplib. */
@Tag("peers")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all tests
class ClientsTest {
    private int submission;
    private int implicit;
    private int clear;
    private int proxied;
    private int strangers;
    private int forwarded;
    private Appliance appliance;

    @BeforeAll
    void start() throws Exception {
        submission = Patience.freePort();
        implicit = Patience.freePort();
        clear = Patience.freePort();
        proxied = Patience.freePort();
        strangers = Patience.freePort();
        forwarded = Patience.freePort();
        appliance = new Appliance.Plan()
                .listener("submission", submission, "require-auth = true\nrequire-tls = true")
                .listener("implicit", implicit, "tls = \"implicit\"\nrequire-auth = true")
                .listener("clear", clear, "tls = \"none\"\nauth-without-tls = true\nrequire-auth = true")
                .listener(
                        "proxied",
                        proxied,
                        "tls = \"none\"\nproxy-networks = [\"127.0.0.0/8\"]\nrelay-networks = [\"192.0.2.0/24\"]")
                .listener("strangers", strangers, "tls = \"none\"\nmax-errors = 1000")
                .listener(
                        "forwarded",
                        forwarded,
                        "relay-networks = [\"127.0.0.0/8\"]\nxclient-networks = [\"127.0.0.0/8\"]\n"
                                + "max-message-size = \"200KiB\"")
                .discard("*")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        appliance.close();
    }

    private static Program.Ran swaks(int port, String recipient, String... options) throws Exception {
        var command = new ArrayList<String>(List.of(
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--helo",
                "client.example",
                "--from",
                "app@client.example",
                "--to",
                recipient,
                "--timeout",
                "30s"));
        command.addAll(List.of(options));
        return Program.run("", command);
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, -tls", "LOGIN, -tls", "PLAIN, -tlsc", "LOGIN, -tlsc"})
    @Needs("swaks")
    void swaksLogsInAndSends(String mechanism, String tls) throws Exception {
        String recipient = mechanism.toLowerCase(java.util.Locale.ROOT) + tls + "@swaks.example";
        Program.Ran ran = swaks(
                tls.equals("-tls") ? submission : implicit,
                recipient,
                tls,
                "--auth",
                mechanism,
                "--auth-user",
                Appliance.USER,
                "--auth-password",
                Appliance.PASSWORD);
        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(appliance.record("d", recipient).path("rcvSmtpUser").asString())
                .isEqualTo(Appliance.USER);
    }

    @Test
    @Needs("swaks")
    void swaksIsToldThatItsPasswordIsWrong() throws Exception {
        Program.Ran ran = swaks(
                submission,
                "x@swaks.example",
                "-tls",
                "--auth",
                "PLAIN",
                "--auth-user",
                Appliance.USER,
                "--auth-password",
                "wrong");
        assertThat(ran.exit()).as(ran.output()).isEqualTo(28);
        assertThat(ran.output()).contains("535 5.7.8");
    }

    @Test
    @Needs("swaks")
    void swaksIsOfferedNoLoginWithoutTlsAndMayNotSend() throws Exception {
        Program.Ran login = swaks(
                submission,
                "x@swaks.example",
                "--auth",
                "PLAIN",
                "--auth-user",
                Appliance.USER,
                "--auth-password",
                Appliance.PASSWORD);
        assertThat(login.exit()).as(login.output()).isEqualTo(28);
        assertThat(login.output()).doesNotContain("AUTH PLAIN ");
        Program.Ran mail = swaks(submission, "x@swaks.example");
        assertThat(mail.exit()).as(mail.output()).isEqualTo(23);
        assertThat(mail.output()).contains("530 5.7.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    @Needs("swaks")
    void swaksBehindABalancerIsTakenForWhomTheHeaderNames(String version) throws Exception {
        String recipient = "v" + version + "@proxied.example";
        Program.Ran ours = swaks(proxied, recipient, proxy(version, "192.0.2.7"));
        assertThat(ours.exit()).as(ours.output()).isZero();
        assertThat(appliance.record("d", recipient).path("srcMta").asString()).contains("192.0.2.7");
        Program.Ran stranger = swaks(proxied, recipient, proxy(version, "198.51.100.7"));
        assertThat(stranger.exit()).as(stranger.output()).isIn(23, 24);
        assertThat(stranger.output()).containsPattern("5[35]0 5\\.7\\.[01]");
    }

    private static String[] proxy(String version, String source) {
        return new String[] {
            "--proxy-version",
            version,
            "--proxy-family",
            version.equals("1") ? "TCP4" : "AF_INET",
            "--proxy-source",
            source,
            "--proxy-source-port",
            "4711",
            "--proxy-dest",
            "192.0.2.1",
            "--proxy-dest-port",
            "25"
        };
    }

    @Test
    @Needs("swaks")
    void swaksBehindABalancerThatSaysNothingIsNotServed() throws Exception {
        Program.Ran ran = swaks(proxied, "x@proxied.example", "--proxy", "TCP4 nonsense");
        assertThat(ran.exit()).as(ran.output()).isNotZero();
        assertThat(ran.output()).contains("421 4.7.0");
    }

    @Test
    @Needs("swaks")
    void swaksMaySpeakForAnotherOnlyWhereItIsTrusted() throws Exception {
        String recipient = "forwarded@swaks.example";
        Program.Ran trusted =
                swaks(forwarded, recipient, "--xclient-addr", "192.0.2.9", "--xclient-name", "there.example");
        assertThat(trusted.output()).contains("-> XCLIENT ").contains("192.0.2.9");
        Program.Ran refused = swaks(
                strangers,
                "x@swaks.example",
                "--xclient",
                "ADDR=127.0.0.1",
                "--xclient-optional",
                "--quit-after",
                "XCLIENT");
        assertThat(refused.output()).doesNotContain("250-XCLIENT");
        try (var talk = Talk.with(strangers)) {
            assertThat(talk.ask("XCLIENT ADDR=127.0.0.1")).startsWith("550 5.7.0");
        }
    }

    @Test
    @Needs("swaks")
    void swaksPipelinesAndIsStoppedAtTheLimitOfSize() throws Exception {
        Program.Ran small = swaks(forwarded, "pipe@swaks.example", "--pipeline", "-tls");
        assertThat(small.exit()).as(small.output()).isZero();
        appliance.record("d", "pipe@swaks.example");
        try (Scratch scratch = Scratch.make("swaks")) {
            Path body = scratch.write("body", "x".repeat(70).concat("\n").repeat(4_000));
            Program.Ran large = swaks(forwarded, "large@swaks.example", "--body", "@" + body);
            assertThat(large.exit())
                    .as(large.output().replaceAll("x{70}\n?", ""))
                    .isEqualTo(26);
            assertThat(large.output()).contains("552 5.3.4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "scram-sha-256"})
    @Needs("msmtp")
    void msmtpLogsInWith(String mechanism) throws Exception {
        for (boolean fromTheFirstByte : List.of(false, true)) {
            String recipient = mechanism + "-" + fromTheFirstByte + "@msmtp.example";
            Program.Ran ran = Program.run(
                    "Subject: hello\n\ntext\n.\n..\n",
                    List.of(
                            "msmtp",
                            "--host=127.0.0.1",
                            "--port=" + (fromTheFirstByte ? implicit : submission),
                            "--tls=on",
                            "--tls-starttls=" + (fromTheFirstByte ? "off" : "on"),
                            "--tls-certcheck=off",
                            "--auth=" + mechanism,
                            "--user=" + Appliance.USER,
                            "--passwordeval=echo '" + Appliance.PASSWORD + "'",
                            "--from=app@client.example",
                            "--domain=client.example",
                            "--dsn-notify=success,failure",
                            "--dsn-return=hdrs",
                            recipient));
            assertThat(ran.exit()).as(ran.output()).isZero();
            assertThat(appliance.record("r", recipient).path("rcvSmtpUser").asString())
                    .isEqualTo(Appliance.USER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "SCRAM-SHA-256"})
    @Needs("gsasl")
    void gsaslLogsInWith(String mechanism) throws Exception {
        Program.Ran ran = Program.run(
                "QUIT\n",
                List.of(
                        "gsasl",
                        "--client",
                        "--smtp",
                        "--no-starttls",
                        "--connect=127.0.0.1:" + clear,
                        "--mechanism=" + mechanism,
                        "--authentication-id=" + Appliance.USER,
                        "--authorization-id=",
                        "--password=" + Appliance.PASSWORD));
        assertThat(ran.output()).contains("Client authentication finished (server trusted)");
    }

    @Test
    @Needs("python3")
    void pythonLogsInAndSendsAddressesInUtf8() throws Exception {
        String script = """
                import smtplib, ssl
                from email.message import EmailMessage
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                with smtplib.SMTP('127.0.0.1', %d, 'client.example', 30) as smtp:
                    smtp.starttls(context=context)
                    smtp.login('%s', '%s')
                    message = EmailMessage()
                    message['From'] = 'app@client.example'
                    message['To'] = 'd\\u00e9@python.example'
                    message['Subject'] = 'gr\\u00fc\\u00dfe'
                    message.set_content('.\\n..\\n\\u20ac\\n')
                    print(smtp.send_message(message), smtp.sock.version())
                """.formatted(submission, Appliance.USER, Appliance.PASSWORD);
        Program.Ran ran = Program.run(script, List.of("python3", "-"));
        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("{} TLSv1.3");
        appliance.record("r", "d\u00e9@python.example");
    }

    /** A5 of the catalogue: the combinations that scanners for open relays try, and some more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<x@remote.example>",
                "<x%remote.example@[127.0.0.1]>",
                "<x%remote.example@veredus.example>",
                "<\"x@remote.example\">",
                "<\"x%remote.example\">",
                "<x@remote.example@[127.0.0.1]>",
                "<\"x@remote.example\"@[127.0.0.1]>",
                "<x@remote.example@veredus.example>",
                "<@[127.0.0.1]:x@remote.example>",
                "<@veredus.example:x@remote.example>",
                "<remote.example!x>",
                "<remote.example!x@[127.0.0.1]>",
                "<remote.example!x@veredus.example>",
                "<x@localhost>",
                "<x@veredus.example.>",
                "<x@remote.example,y@veredus.example>",
                "<x@veredus.example>remote.example",
                "<x@[IPv6:::1]>",
                "<x\u00EF\u00BC\u00A0remote.example>",
                "<x@remote.example> ORCPT=rfc822;x@veredus.example",
                "<x@veredus.example(\rRCPT TO:<y@remote.example>>"
            })
    void strangersRelayNothing(String recipient) throws Exception {
        for (String sender : List.of("<>", "<a@veredus.example>", "<a@[127.0.0.1]>", "<a@localhost>")) {
            try (var talk = Talk.with(strangers)) {
                talk.ask("MAIL FROM:" + sender);
                assertThat(talk.ask("RCPT TO:" + recipient))
                        .as(sender + " to " + recipient)
                        .startsWith("5");
                assertThat(talk.ask("DATA")).startsWith("5");
            }
        }
        assertThat(appliance.records("r"))
                .noneMatch(record -> record.path("listener").asString().equals("strangers"));
    }
}

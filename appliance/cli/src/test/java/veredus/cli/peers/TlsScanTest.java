package veredus.cli.peers;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What OpenSSL and sslscan find at our listeners. */
@Tag("peers")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // opened before all tests
class TlsScanTest {
    private int starting;
    private int implicit;
    private Appliance appliance;

    @BeforeAll
    void start() throws Exception {
        starting = Patience.freePort();
        implicit = Patience.freePort();
        appliance = new Appliance.Plan()
                .listener("starting", starting, "")
                .listener("implicit", implicit, "tls = \"implicit\"")
                .start();
    }

    @AfterAll
    void stop() throws Exception {
        appliance.close();
    }

    /** {@code input} is what the client types after the handshake. */
    private static Program.Ran openssl(String input, int port, String... options) throws Exception {
        var command = new ArrayList<String>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        return Program.run(input, command);
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
    @Needs("openssl")
    void speaksPresentTls(String option, String protocol) throws Exception {
        Program.Ran inside = openssl("QUIT\n", implicit, option, "-brief", "-ign_eof", "-crlf");
        assertThat(inside.output()).contains("Protocol version: " + protocol).contains("220 veredus.example");
        Program.Ran started = openssl("QUIT\n", starting, option, "-brief", "-ign_eof", "-crlf", "-starttls", "smtp");
        assertThat(started.output()).contains("Protocol version: " + protocol).contains("221 2.0.0");
    }

    @ParameterizedTest
    @CsvSource({"-tls1", "-tls1_1"})
    @Needs("openssl")
    void refusesTlsOfThePast(String option) throws Exception {
        Program.Ran inside = openssl("QUIT\n", implicit, option, "-cipher", "ALL:@SECLEVEL=0");
        assertThat(inside.exit()).as(inside.output()).isNotZero();
        // It is the server that refuses, not the client that does not try.
        assertThat(inside.output()).contains("alert protocol version");
        Program.Ran started = openssl("QUIT\n", starting, option, "-cipher", "ALL:@SECLEVEL=0", "-starttls", "smtp");
        assertThat(started.exit()).as(started.output()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"NULL", "aNULL", "RC4", "3DES", "EXPORT", "MD5"})
    @Needs("openssl")
    void refusesWeakCiphers(String cipher) throws Exception {
        Program.Ran ran = openssl("QUIT\n", implicit, "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0");
        assertThat(ran.output()).doesNotContain("220 veredus.example");
    }

    @Test
    @Needs("openssl")
    void refusesToRenegotiateAndServesOn() throws Exception {
        // Pauses keep its input open, at whose end it would leave before the answer comes.
        Program.Ran ran = Program.run(
                "",
                List.of(
                        "bash",
                        "-c",
                        "(echo R; sleep 2; echo NOOP; sleep 1) | openssl s_client -crlf -tls1_2 -connect 127.0.0.1:"
                                + implicit));
        // Whether it sees our alert or only the end depends on which comes first; a word from us it must not see.
        assertThat(ran.output())
                .contains("RENEGOTIATING")
                .doesNotContain("250 ")
                .doesNotContain("500 ");
        assertThat(openssl("QUIT\n", implicit, "-brief", "-ign_eof", "-crlf").output())
                .contains("221 2.0.0");
    }

    @Test
    @Needs("openssl")
    void keepsServingAfterRubbishInsteadOfAHandshake() throws Exception {
        try (var talk = Talk.with(starting)) {
            talk.must("STARTTLS");
            talk.send("EHLO again.example\r\nMAIL FROM:<a@b.example>\r\n".repeat(100));
            assertThat(talk.codesToTheEnd()).allSatisfy(code -> assertThat(code).doesNotStartWith("2"));
        }
        assertThat(openssl("QUIT\n", starting, "-brief", "-ign_eof", "-crlf", "-starttls", "smtp")
                        .output())
                .contains("221 2.0.0");
    }

    @Test
    @Needs("sslscan")
    void sslscanFindsNothingOld() throws Exception {
        for (List<String> where :
                List.of(List.of("127.0.0.1:" + implicit), List.of("--starttls-smtp", "127.0.0.1:" + starting))) {
            var command = new ArrayList<String>(List.of("sslscan", "--no-colour"));
            command.addAll(where);
            assertThat(Program.run("", command).output())
                    .containsPattern("SSLv3 +disabled")
                    .containsPattern("TLSv1.0 +disabled")
                    .containsPattern("TLSv1.1 +disabled")
                    .containsPattern("TLSv1.2 +enabled")
                    .containsPattern("TLSv1.3 +enabled")
                    .doesNotContain("Insecure session renegotiation supported")
                    .doesNotContain("vulnerable to heartbleed\n\nTLSv1.2 vulnerable");
        }
    }
}

package veredus.engine.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.api.policy.Origin;
import veredus.api.policy.User;
import veredus.engine.reception.Roster;
import veredus.world.PasswordHash;
import veredus.world.ScramVerifier;

/** A1 to A4 of the catalogue: who may say who he is, and how. */
@Timeout(120)
class AuthenticationTest {
    private static final String HASH = PasswordHash.make(
                    "secret".getBytes(UTF_8), TestWorld.get().chance())
            .toString();
    private static final String SCRAM =
            ScramVerifier.make("secret", TestWorld.get().chance()).toString();

    private ListenerFixture fixture;

    private static ListenerFixture.Plan plan() {
        return ListenerFixture.plan()
                .strangers()
                .listener("authWithoutTls", true)
                .tenant("acme", Optional.empty(), List.of(), List.of("acme.example", "*.acme.example"))
                .user(user("joe", "acme"))
                .user(user("eve", "other"));
    }

    private static User user(String name, String tenant) {
        return new User(name, tenant, Optional.of(HASH), Optional.of(SCRAM), Origin.BUILT_IN);
    }

    @BeforeEach
    void open() throws Exception {
        fixture = plan().open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private SmtpClient client() throws Exception {
        return SmtpClient.greeted(fixture.address());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String plain(String name, String password) {
        return "AUTH PLAIN " + base64("\0" + name + "\0" + password);
    }

    @Test
    void aTenantsSenderDomainsMayBePatterns() throws Exception {
        try (var client = client()) {
            assertThat(client.ask(plain("joe", "secret"))).startsWith("235 ");
            assertThat(client.ask("MAIL FROM:<a@news.acme.example>")).startsWith("250 ");
        }
    }

    @Test
    void letsAUserSendForItsTenantOnly() throws Exception {
        try (var client = client()) {
            assertThat(client.ask(plain("joe", "secret"))).isEqualTo("235 2.7.0 authenticated");
            assertThat(client.ask("MAIL FROM:<a@other.example>")).startsWith("553 5.7.1 ");
            assertThat(client.begin("a@acme.example", "c@d.example")).startsWith("354 ");
            client.send("Subject: x\r\n\r\nbody\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.begin("a@acme.example", "c@d.example")).startsWith("354 ");
            client.send("X-Tenant: other\r\n\r\nbody\r\n.\r\n");
            assertThat(client.reply()).startsWith("550 5.7.1 ");
        }
        var envelope = fixture.accepted.getFirst().envelope();
        assertThat(envelope.tenant()).isEqualTo("acme");
        assertThat(envelope.source().user()).isEqualTo("joe");
        assertThat(fixture.text()).contains(" with ESMTPA id ");
    }

    @Test
    void asksForWhatWasNotSaidAtOnce() throws Exception {
        try (var client = client()) {
            assertThat(client.ask("AUTH PLAIN")).isEqualTo("334 ");
            assertThat(client.ask(base64("joe\0joe\0secret"))).startsWith("235 ");
        }
        try (var client = client()) {
            assertThat(client.ask("AUTH LOGIN")).isEqualTo("334 " + base64("Username:"));
            assertThat(client.ask(base64("joe"))).isEqualTo("334 " + base64("Password:"));
            assertThat(client.ask(base64("secret"))).startsWith("235 ");
            assertThat(client.ask(plain("joe", "secret"))).startsWith("503 5.5.1 ");
        }
        try (var client = client()) {
            assertThat(client.ask("AUTH LOGIN " + base64("joe"))).isEqualTo("334 " + base64("Password:"));
            assertThat(client.ask(base64("wrong"))).startsWith("535 5.7.8 ");
        }
    }

    @Test
    void speaksScram() throws Exception {
        try (var client = client()) {
            assertThat(scram(client, "joe", "secret")).isEqualTo("235 2.7.0 authenticated");
        }
        try (var client = client()) {
            assertThat(scram(client, "joe", "wrong")).isEqualTo("535 5.7.8 name or password wrong");
            assertThat(scram(client, "nobody", "secret")).isEqualTo("535 5.7.8 name or password wrong");
        }
    }

    @Test
    void letsAScramUserActForItselfAndNobodyElse() throws Exception {
        for (String gs2 : List.of("n,a=,", "n,a=joe,", "y,,")) {
            try (var client = client()) {
                assertThat(scram(client, gs2, "joe", "secret")).as(gs2).startsWith("235 ");
            }
        }
        try (var client = client()) {
            assertThat(client.ask("AUTH SCRAM-SHA-256 " + base64("n,a=eve,n=joe,r=nonce")))
                    .startsWith("535 5.7.8 ");
        }
    }

    /** The client's side of RFC 5802; checks what the server proves. */
    private static String scram(SmtpClient client, String name, String password) throws Exception {
        return scram(client, "n,,", name, password);
    }

    private static String scram(SmtpClient client, String gs2, String name, String password) throws Exception {
        String bare = "n=" + name + ",r=clientnonce";
        String first = client.ask("AUTH SCRAM-SHA-256 " + base64(gs2 + bare));
        String serverFirst = new String(Base64.getDecoder().decode(first.substring(4)), UTF_8);
        String[] parts = serverFirst.split(",", -1);
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        int iterations = Integer.parseInt(parts[2].substring(2));
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                .getEncoded();
        byte[] clientKey = ScramVerifier.hmac(salted, "Client Key".getBytes(UTF_8));
        byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
        String withoutProof = "c=" + base64(gs2) + "," + parts[0];
        String all = bare + "," + serverFirst + "," + withoutProof;
        byte[] proof = ScramVerifier.hmac(storedKey, all.getBytes(UTF_8));
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        String reply =
                client.ask(base64(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)));
        if (!reply.startsWith("334 ")) {
            return reply;
        }
        byte[] serverKey = ScramVerifier.hmac(salted, "Server Key".getBytes(UTF_8));
        String signature = Base64.getEncoder().encodeToString(ScramVerifier.hmac(serverKey, all.getBytes(UTF_8)));
        assertThat(new String(Base64.getDecoder().decode(reply.substring(4)), UTF_8))
                .isEqualTo("v=" + signature);
        return client.ask("");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH, 501",
        "AUTH PLAIN !!!!, 501",
        "AUTH PLAIN =, 501",
        "AUTH PLAIN AAAA, 501",
        "AUTH CRAM-MD5, 504",
        "AUTH EXTERNAL, 504",
        "AUTH SCRAM-SHA-256 YmlkZGVu, 501"
    })
    void refusesWhatIsNotOfItsForm(String command, String code) throws Exception {
        try (var client = client()) {
            assertThat(client.ask(command)).startsWith(code + " ");
            assertThat(client.ask(plain("joe", "secret"))).startsWith("235 ");
        }
    }

    @Test
    void refusesToActForSomebodyElse() throws Exception {
        try (var client = client()) {
            assertThat(client.ask("AUTH PLAIN " + base64("eve\0joe\0secret"))).startsWith("535 5.7.8 ");
        }
    }

    @Test
    void stopsWhenTheClientDoes() throws Exception {
        try (var client = client()) {
            client.ask("AUTH LOGIN");
            assertThat(client.ask("*")).startsWith("501 5.5.0 ");
            client.ask("AUTH PLAIN");
            assertThat(client.ask("A".repeat(100_000))).startsWith("500 5.5.6 ");
            assertThat(client.ask("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void takesNoAuthInATransactionAndNoneBeforeEhlo() throws Exception {
        try (var client = client()) {
            client.ask("MAIL FROM:<a@b.example>");
            assertThat(client.ask(plain("joe", "secret"))).startsWith("503 5.5.1 ");
        }
        try (var client = SmtpClient.connect(fixture.address())) {
            assertThat(client.ask(plain("joe", "secret"))).startsWith("503 5.5.1 ");
        }
    }

    @Test
    void saysTheSameToAWrongPasswordAndAnUnknownUserAndEndsAfterThree() throws Exception {
        try (var client = client()) {
            String wrong = client.ask(plain("joe", "wrong"));
            assertThat(wrong).startsWith("535 5.7.8 ");
            assertThat(client.ask(plain("nobody", "secret"))).isEqualTo(wrong);
            assertThat(client.ask(plain("joe", ""))).isEqualTo(wrong);
            assertThat(client.ask(plain("joe", "secret"))).startsWith("421 4.7.0 ");
        }
        assertThat(fixture.counters.authFailures()).isEqualTo(3);
    }

    @Test
    void remembersAPasswordThatWasRightButNoneThatWasWrong() throws Exception {
        var authentication =
                new Authentication(TestWorld.get().time(), TestWorld.get().chance());
        var roster = new Roster(fixture.policy());
        var address = InetAddress.getLoopbackAddress();
        assertThat(authentication.verify(roster, address, "joe", "secret".getBytes(UTF_8)))
                .isInstanceOf(Authentication.Verdict.Known.class);
        long begin = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            authentication.verify(roster, address, "joe", "secret".getBytes(UTF_8));
        }
        assertThat(System.nanoTime() - begin).as("1000 verifications").isLessThan(5_000_000_000L);
        assertThat(authentication.verify(roster, address, "joe", "wrong".getBytes(UTF_8)))
                .isInstanceOf(Authentication.Verdict.Wrong.class);
    }

    @Test
    void hearsNoMoreFromAnAddressThatKeepsGuessing() {
        var failures = new AuthFailures(TestWorld.get().time());
        for (int i = 0; i < AuthFailures.MAX_PER_ADDRESS; i++) {
            assertThat(failures.mayTry("192.0.2.1", "user" + i)).isTrue();
            failures.failed("192.0.2.1", "user" + i);
        }
        assertThat(failures.mayTry("192.0.2.1", "joe")).isFalse();
        assertThat(failures.mayTry("192.0.2.2", "joe")).isTrue();
    }

    @Test
    void closesAnAccountThatManyGuessAtToStrangersOnly() {
        var failures = new AuthFailures(TestWorld.get().time());
        failures.succeeded("198.51.100.1", "joe");
        for (int i = 0; i < AuthFailures.MAX_PER_ACCOUNT; i++) {
            failures.failed("192.0.2." + i, "joe");
        }
        assertThat(failures.mayTry("203.0.113.1", "joe")).isFalse();
        assertThat(failures.mayTry("198.51.100.1", "joe")).isTrue();
    }

    @Test
    void readsAHashThatItMadeAndNoneThatCostsTooMuch() {
        PasswordHash hash = PasswordHash.parse(HASH).orElseThrow();
        assertThat(hash).hasToString(HASH);
        assertThat(hash.matches("secret".getBytes(UTF_8))).isTrue();
        assertThat(hash.matches("secrets".getBytes(UTF_8))).isFalse();
        assertThat(PasswordHash.parse(HASH.replace("m=19456", "m=9999999"))).isEmpty();
        assertThat(PasswordHash.parse(HASH.replace("argon2id", "argon2i"))).isEmpty();
    }

    /** The exchange of RFC 7677 section 3. */
    @Test
    void agreesWithTheExampleOfRfc7677() throws Exception {
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(
                        "pencil".toCharArray(), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096, 256))
                .getEncoded();
        byte[] storedKey =
                MessageDigest.getInstance("SHA-256").digest(ScramVerifier.hmac(salted, "Client Key".getBytes(UTF_8)));
        byte[] serverKey = ScramVerifier.hmac(salted, "Server Key".getBytes(UTF_8));
        ScramVerifier verifier = ScramVerifier.parse("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
                        + Base64.getEncoder().encodeToString(storedKey) + ":"
                        + Base64.getEncoder().encodeToString(serverKey))
                .orElseThrow();
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        String all =
                "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" + nonce;
        assertThat(verifier.proves(Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="), all))
                .isTrue();
        assertThat(verifier.serverSignature(all)).isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }
}

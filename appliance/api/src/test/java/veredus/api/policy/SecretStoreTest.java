package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are named: in a store over HTTP, and as systemd's credentials. */
@Timeout(60)
class SecretStoreTest {
    private static final String PLACE = "/v1/secret/data/mail/smart%20host";

    @TempDir
    private Path path;

    private final StoreOnLoopback store = new StoreOnLoopback().with(PLACE, "{\"password\":\"hush-hush\",\"pin\":7}");
    private ConfigDirectory files;

    @BeforeEach
    void write() {
        files = new ConfigDirectory(path)
                .with("routes.toml", route("*", "vault:mail/smart host#password"))
                .withEnvironment(Map.of("TOKEN", StoreOnLoopback.TOKEN, "WRONG", "s.wrong"));
        secrets("");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String route(String domain, String password) {
        return """
                [[route]]
                domain = "%s"
                action = "relay"
                hosts = [{ host = "mx.example.com" }]
                user-name = "me"
                password = "%s"
                tls = "verified"
                """.formatted(domain, password);
    }

    private void secrets(String more) {
        files.with(
                "secrets.toml", "[secrets]\nvault-url = \"" + store.url() + "\"\nvault-token = \"env:TOKEN\"\n" + more);
    }

    private void isOnlyProblem(String beginning) {
        assertThat(files.problems())
                .hasSize(1)
                .allMatch(problem -> problem.startsWith(beginning), beginning)
                .noneMatch(problem -> problem.contains("hush") || problem.contains("sesame"));
    }

    @Test
    void aReferenceLeadsToTheTextInTheStore() {
        Policy policy = files.policy();
        assertThat(policy.routes().getFirst().password()).contains("hush-hush");
        assertThat(policy.toString()).doesNotContain("sesame").doesNotContain("hush");
    }

    @Test
    void onePlaceIsAskedForOnceInAReading() {
        files.with("routes.d/more.toml", route("more.example", "vault:mail/smart host#pin"));
        assertThat(files.policy().routes().getLast().password()).contains("7");
        assertThat(store.asked).containsExactly(PLACE);
    }

    @Test
    void whatWasReadIsGoodForFurtherReadingsForAWhile() throws Exception {
        files.with(
                "secrets.toml",
                "[secrets]\nvault-url = \"" + store.url() + "\"\nvault-token = \"" + StoreOnLoopback.TOKEN + "\"\n");
        var clock = new AtomicLong();
        var shared = new SecretStore(clock::get);
        var known = new KnownFiles();
        for (int i = 0; i < 3; i++) {
            assertThat(PolicyReader.trace(PolicyTexts.read(path), path, Set.of(), shared, known, Instant.EPOCH)
                            .reading())
                    .isInstanceOf(PolicyReading.Accepted.class);
        }
        assertThat(store.asked).hasSize(1);
        clock.set(java.time.Duration.ofSeconds(31).toNanos());
        PolicyReader.trace(PolicyTexts.read(path), path, Set.of(), shared, known, Instant.EPOCH);
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void aKeyThatIsNotThereGetsASuggestion() {
        store.with(PLACE, "{\"pasword\":\"hush-hush\"}");
        assertThat(files.problems())
                .containsExactly(
                        "routes.toml:6:1: password: the secret store has no key \"password\" at mail/smart host;"
                                + " did you mean \"pasword\"?");
    }

    @Test
    void aPlaceThatIsNotThereIsAnError() {
        files.with("routes.toml", route("*", "vault:mail/other#password"));
        isOnlyProblem("routes.toml:6:1: password: the secret store has nothing at mail/other below secret");
    }

    @Test
    void aTokenThatMayNotReadIsAnErrorThatDoesNotShowIt() {
        files.with("secrets.toml", "[secrets]\nvault-url = \"" + store.url() + "\"\nvault-token = \"env:WRONG\"\n");
        isOnlyProblem("routes.toml:6:1: password: the secret store does not let the token read mail/smart host");
        assertThat(files.problems()).noneMatch(problem -> problem.contains("s.wrong"));
    }

    @Test
    void aSilentStoreIsAskedOnceAndForAsLongAsItsLimit() {
        files.with("routes.d/more.toml", route("more.example", "vault:mail/other#pin"));
        secrets("vault-limit = \"200ms\"\n");
        store.silent = true;
        assertThat(files.problems())
                .anyMatch(problem -> problem.startsWith("routes.toml:6:1: password: the secret store at " + store.url()
                        + " did not answer within 0.2 s"))
                .anyMatch(problem -> problem.startsWith("routes.d/more.toml:6:1: password: the secret store at "));
        assertThat(store.asked).hasSize(1);
    }

    @Test
    void aStoreThatStallsInTheMiddleOfAnAnswerIsNotWaitedForEither() {
        secrets("vault-limit = \"200ms\"\n");
        store.stallsInTheBody = true;
        isOnlyProblem("routes.toml:6:1: password: the secret store at " + store.url() + " did not answer within 0.2 s");
    }

    @Test
    void aStoreThatIsSealedGoneOrSpeaksNonsenseIsAnError() {
        store.status = 503;
        isOnlyProblem("routes.toml:6:1: password: the secret store at " + store.url() + " answers 503");
        store.status = 200;
        store.with(PLACE, "[\"hush-hush\"]");
        isOnlyProblem("routes.toml:6:1: password: what the secret store says of mail/smart host is not understood");
        store.close();
        isOnlyProblem("routes.toml:6:1: password: the secret store at " + store.url() + " cannot be reached (");
    }

    @Test
    void withoutAStoreAReferenceToItIsAnError() {
        files.with("secrets.toml", "");
        isOnlyProblem(
                "routes.toml:6:1: password: vault:mail/smart host#password leads to a secret store, and there is none;"
                        + " set vault-url and vault-token in secrets.toml");
    }

    @Test
    void theTokenCannotLieInTheStoreAndTheUrlIsChecked() {
        files.with("routes.toml", "")
                .with("secrets.toml", "[secrets]\nvault-url = \"vault:8200\"\nvault-token = \"vault:a#b\"\n");
        assertThat(files.problems())
                .anyMatch(problem ->
                        problem.startsWith("secrets.toml:3:1: vault-token: the store's own token cannot lie"));
        files.with("secrets.toml", "[secrets]\nvault-url = \"vault:8200\"\nvault-token = \"x\"\n");
        isOnlyProblem("secrets.toml:2:1: vault-url \"vault:8200\" is not the URL of a server");
        files.with("secrets.toml", "[secrets]\nvault-url = \"http://192.0.2.1:8200\"\nvault-token = \"x\"\n");
        isOnlyProblem("secrets.toml:2:1: warning: token and secrets cross the network in clear");
    }

    @Test
    void aCredentialOfSystemdIsAFileOfItsDirectory() {
        files.with("credentials/relay", "hush-hush\n")
                .with("routes.toml", route("*", "credential:relay"))
                .with("secrets.toml", "");
        isOnlyProblem("routes.toml:6:1: password: there is no credential relay: systemd has passed none on");
        files.withEnvironment(
                Map.of("CREDENTIALS_DIRECTORY", path.resolve("credentials").toString()));
        assertThat(files.policy().routes().getFirst().password()).contains("hush-hush");
        files.with("routes.toml", route("*", "credential:../relay"));
        isOnlyProblem("routes.toml:6:1: password: credential:../relay is not a name");
    }
}

package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import veredus.engine.Engine;
import veredus.simulator.internet.TrialPolicy;

/** The commands for a running engine, against one. */
@Timeout(120)
class EngineCommandsTest {
    @TempDir
    private Path directory;

    private Engine engine;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws Exception {
        Path configuration = directory.resolve("conf");
        new TrialPolicy(
                        freePort(),
                        freePort(),
                        freePort(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()),
                        List.of("acme"),
                        1)
                .write(configuration);
        engine = EmbeddedEngine.start(configuration, directory.resolve("data"), new PrintWriter(err));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static int freePort() throws Exception {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Test
    void theStatusIsATableOrJson() {
        assertThat(execute("status")).isZero();
        assertThat(out.toString()).contains("takes mail\tOPEN").contains("out.sender.example");

        assertThat(execute("status", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).startsWith("{").contains("\"admission\":\"OPEN\"");
    }

    @Test
    void addressesAreListedAndANameThatLeadsNowhereIsSaid() {
        assertThat(execute("machine")).isZero();
        assertThat(out.toString())
                .contains("ADDRESS\tINTERFACE", "127.0.0.1", "loopback")
                .doesNotContain("leads to");

        assertThat(execute("machine", "mail.a.example")).isEqualTo(ExitCode.NO);
        assertThat(out.toString()).contains("mail.a.example leads to nowhere");
        assertThat(execute("machine", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"scope\":\"LOOPBACK\"");
    }

    @Test
    void aTestMessageThatIsNotDeliveredIsSaid() {
        assertThat(execute("trace", "you@a.example", "--send", "--sender", "me@sender.example"))
                .isEqualTo(ExitCode.NO);
        assertThat(execute("trace", "you@a.example", "--send", "--sender", "me@sender.example", "--json"))
                .isEqualTo(ExitCode.NO);
        assertThat(out.toString().lines().toList().getLast()).contains("\"delivered\":false", "\"messageId\":\"");

        assertThat(execute("trace", "you@a.example", "--send")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--sender");
    }

    @Test
    void queuesAreListedPausedAndNotFound() {
        assertThat(execute("queue", "list")).isZero();
        assertThat(out.toString()).startsWith("QUEUE");
        assertThat(execute("queue", "pause", "--domain", "a.example", "--reason", "repairs", "--for", "10m"))
                .isZero();
        assertThat(execute("queue", "resume", "--domain", "a.example")).isZero();
        assertThat(execute("queue", "backoff", "a.example", "--reason", "they are slow", "--for", "10m", "--json"))
                .isZero();
        assertThat(execute("queue", "normal", "*.example", "--domain", "b.example"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(execute("queue", "normal", "a.example")).isZero();
        assertThat(execute("audit", "--since", "1h")).isZero();
        assertThat(out.toString()).contains("POST /v1/queues/backoff", "they are slow", "POST /v1/queues/normal");
        assertThat(execute("queue", "delete", "--domain", "a.example", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("would delete 0 recipients");
        assertThat(execute("queue", "why", "a.example")).isZero();
        assertThat(out.toString()).contains("no mail for a.example is queued");
        assertThat(execute("queue", "show", ":x@a.example/all")).isEqualTo(ExitCode.NO);
        assertThat(err.toString()).contains("no such queue");
    }

    @Test
    void whatCannotBeUndoneNeedsAMeaningAndAReason() {
        assertThat(execute("queue", "delete", "--reason", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("say which mail");
        assertThat(execute("queue", "delete", "--all")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("say why");
        assertThat(execute("queue", "list", "--sort", "colour")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aReloadSaysWhetherItIsInForce() throws Exception {
        assertThat(execute("reload")).isZero();
        assertThat(out.toString()).contains("nothing has changed", "in force");

        Files.writeString(directory.resolve("conf/retry.toml"), "[[retry]]\nintervalls = []\n");
        assertThat(execute("reload")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString()).contains("retry.toml:2").contains("refused");
    }

    @Test
    void aConfigurationIsAppliedListedRolledBackAndConfirmed() throws Exception {
        Path candidate = Files.createDirectories(directory.resolve("candidate"));
        try (Stream<Path> files = Files.list(directory.resolve("conf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, candidate.resolve(file.getFileName()));
            }
        }
        Files.createDirectories(candidate.resolve("shaping.d"));
        Files.writeString(candidate.resolve("shaping.d/50-a.toml"), "[[path]]\nmax-connections = 3\n");

        assertThat(execute("config", "diff", candidate.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("added path", "1 change", "shaping has changed");
        assertThat(execute("config", "apply", candidate.toString(), "--dry-run", "--json"))
                .isZero();
        assertThat(out.toString().lines().toList().getLast())
                .startsWith("{\"accepted\":true")
                .contains("\"change\":\"added\"", "\"deliveriesStranded\":0");
        assertThat(engine.policy().get().paths()).isEmpty();

        assertThat(execute("config", "apply", candidate.toString(), "--confirm-within", "5m", "--reason", "try it"))
                .isZero();
        assertThat(out.toString()).contains("in force: version ", "unless it is confirmed");
        assertThat(execute("config", "confirm")).isZero();
        assertThat(execute("config", "history")).isZero();
        assertThat(out.toString()).contains("try it", "shaping.d/50-a.toml");
        assertThat(execute("config", "apply", candidate.toString(), "--base", "00000000"))
                .isEqualTo(ExitCode.NO);
        assertThat(err.toString()).contains("changed meanwhile");
        assertThat(execute("config", "rollback", "00000000")).isEqualTo(ExitCode.NO);
        Files.writeString(candidate.resolve("retry.toml"), "[[retry]]\nintervalls = []\n");
        assertThat(execute("config", "diff", candidate.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("retry.toml:2", "would be refused");
        assertThat(execute("config", "apply", candidate.toString(), "--json")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out.toString().lines().toList().getLast()).startsWith("{\"accepted\":false");
    }

    @Test
    void tokensAreMadeListedAndRemovedOnlineAndOffline() throws Exception {
        assertThat(execute("token", "add", "kim", "--role", "viewer")).isZero();
        assertThat(out.toString().strip()).matches("[0-9a-f]{64}");
        assertThat(execute("token", "list")).isZero();
        assertThat(out.toString()).contains("viewer");
        assertThat(execute("token", "remove", "kim")).isZero();
        assertThat(execute("token", "remove", "kim")).isEqualTo(ExitCode.NO);

        String data = directory.resolve("data").toString();
        assertThat(execute("token", "add", "lee", "--role", "operator", "--tenant", "acme", "--data", data))
                .isZero();
        assertThat(Files.readString(directory.resolve("data/admin-tokens"))).contains("lee ", " operator acme");
        assertThat(execute("token", "add", "lee", "--role", "admin", "--tenant", "acme", "--data", data))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aVmtaIsDisabledAndTheAuditLogSaysSo() {
        assertThat(execute("vmta", "disable", "vmta-1", "--reason", "listed", "--for", "2h"))
                .isZero();
        assertThat(out.toString()).contains("disabled", "listed, until");
        assertThat(execute("vmta", "enable", "vmta-1")).isZero();
        assertThat(execute("vmta", "disable", "--reason", "x")).isEqualTo(ExitCode.USAGE);

        assertThat(execute("audit", "--since", "1h")).isZero();
        assertThat(out.toString()).contains("POST /v1/vmtas/disable", "disabled vmta-1");
    }

    @Test
    void mailIsMovedWithheldAndBroughtBack() {
        assertThat(execute("queue", "move", "--domain", "a.example", "--to-pool", "vmta-1", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("would move 0 recipients");
        assertThat(execute("queue", "move", "--all", "--to-pool", "vmta-2", "--reason", "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("did you mean vmta-1?");
        assertThat(execute("queue", "move", "--all", "--reason", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("queue", "move", "--route", "hub", "--to-route", "", "--dry-run"))
                .isZero();
        assertThat(execute("queue", "move", "--all", "--to-route", "hub", "--reason", "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no route has that name; see routes.toml");
        assertThat(execute("queue", "list", "--route", "hub")).isZero();
        assertThat(execute("queue", "list", "--route", "hub", "--by", "domain")).isEqualTo(ExitCode.USAGE);

        assertThat(execute("queue", "delete", "--all", "--reason", "x", "--undo-within", "10m", "--json"))
                .isZero();
        assertThat(execute("queue", "pending")).isZero();
        assertThat(out.toString()).contains("ID\tACTION");
        assertThat(execute("queue", "undo", "0000000000000")).isEqualTo(ExitCode.NO);
        assertThat(err.toString()).contains("no such order");
    }

    @Test
    void queuesAreGroupedDomainsResolvedAndOnePictureShown() {
        assertThat(execute("queue", "list", "--by", "provider")).isZero();
        assertThat(out.toString()).startsWith("PROVIDER");
        assertThat(execute("resolve", "a.example")).isEqualTo(ExitCode.NO);
        assertThat(out.toString()).contains("a.example leads nowhere");
        assertThat(execute("top", "--once")).isZero();
        assertThat(out.toString()).contains("veredus top  out.sender.example", "per second", "q quit");
        assertThat(execute("top", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"providers\":[]", "\"admission\":\"OPEN\"");
    }

    @Test
    void sitesActionsAgesAndPrioritiesAreAskedForAndSet() {
        assertThat(execute("sites")).isZero();
        assertThat(out.toString()).startsWith("SITE").contains("OK 15m", "LAST ERROR");
        assertThat(execute("sites", "--sort", "deferred", "--vmta", "vmta-1", "--json"))
                .isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"sites\":[]", "\"others\":{");
        assertThat(execute("queue", "pause", "--domain", "a.example", "--reason", "repairs", "--for", "10m"))
                .isZero();
        assertThat(execute("actions")).isZero();
        assertThat(out.toString()).contains("pause", "domain=a.example", "repairs");
        assertThat(execute("actions", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"kind\":\"PAUSE\"");

        assertThat(execute("queue", "ages", "--domain", "a.example")).isZero();
        assertThat(out.toString()).contains("under 15m", "older", "0 recipients in 0 deliveries");
        assertThat(execute("queue", "ages", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("{\"below\":60,");
        assertThat(execute("queue", "priority", "--all", "--to", "high", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("would prioritize 0 recipients");
        assertThat(execute("queue", "priority", "--all", "--to", "9", "--reason", "x", "--json"))
                .isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"done\":true");
        assertThat(execute("queue", "priority", "--all", "--to", "urgent", "--reason", "x"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("high, normal or low");

        assertThat(execute("queue", "list", "--by", "vmta", "--site", "mx.a")).isZero();
        assertThat(out.toString()).contains("VMTA\tQUEUES");
        assertThat(execute("queue", "retry", "--vmta", "vmta-1")).isZero();
        assertThat(execute("queue", "pause", "--site", "mx.a", "--reason", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("say a domain or pool");
    }

    @Test
    void theRunningEngineExplainsWhatIsInForceThere() {
        assertThat(execute("config", "explain", "a.example")).isEqualTo(ExitCode.NO);
        assertThat(out.toString()).contains("pool     all: vmta-1 100", "route    * at routes.toml:3", "expire-after");
        assertThat(execute("config", "explain", "a.example", "--json")).isEqualTo(ExitCode.NO);
        assertThat(out.toString().lines().toList().getLast()).contains("\"site\":\"\"", "\"rule\":null");
        assertThat(execute("config", "explain", "a.example", "--vmta", "vmta-2"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("did you mean 'vmta-1'?");
        assertThat(execute("config", "explain", "a.example", "--header", "X-A: b"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--header and --dns need --config");
    }

    @Test
    void theVerbsOfPmtaWork() {
        assertThat(execute("pmta", "show", "topqueues", "--count=5")).isZero();
        assertThat(out.toString()).startsWith("QUEUE");
        assertThat(execute("pmta", "pause", "queue", "a.example/*")).isZero();
        assertThat(execute("pmta", "set", "queue", "--mode=backoff", "a.example/*"))
                .isZero();
        assertThat(execute("pmta", "resume", "queue", "*/*", "--json")).isZero();
        assertThat(out.toString().lines().toList().getLast()).contains("\"done\":true");
        assertThat(execute("pmta", "set", "priority", "5")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("priorities are 0 (first) to 9 here");
    }

    @Test
    void messagesThatAreNotThereAreNotFound() {
        assertThat(execute("message", "list")).isZero();
        assertThat(execute("message", "show", "0000000000000")).isEqualTo(ExitCode.NO);
        assertThat(execute("trace", "0000000000000")).isEqualTo(ExitCode.NO);
    }

    @Test
    void anEngineThatIsNotThereIsUnavailable() throws Exception {
        int code = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(
                        "status",
                        "--engine",
                        "http://127.0.0.1:" + freePort(),
                        "--token-file",
                        directory.resolve("data/admin-token").toString());

        assertThat(code).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString()).contains("is it running?");
    }

    private int execute(String... words) {
        var all = new ArrayList<String>(List.of(words));
        all.add("--engine");
        all.add("http://127.0.0.1:" + engine.adminAddress().orElseThrow().getPort());
        all.add("--token-file");
        all.add(directory.resolve("data/admin-token").toString());
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(String[]::new));
    }
}

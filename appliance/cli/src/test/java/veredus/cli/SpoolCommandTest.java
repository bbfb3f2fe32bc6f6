package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import veredus.api.policy.ByteSize;
import veredus.api.policy.Durability;
import veredus.api.policy.SpoolPolicy;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.Recipient;
import veredus.engine.spool.BodyWriter;
import veredus.engine.spool.Spool;
import veredus.engine.spool.SpoolException;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.world.World;
import veredus.world.real.RealWorld;

/** {@code veredus spool} on a spool that an engine's spool has written. */
@Timeout(120)
class SpoolCommandTest {
    private static final String BODY = "Subject: one\r\n\r\n.a line\r\n";
    private static final World WORLD =
            RealWorld.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)));

    @TempDir
    private Path directory;

    private Path data;
    private Message first;
    private Message second;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws Exception {
        data = directory.resolve("data/spool");
        try (Spool spool = openSpool()) {
            first = store(spool, "\u001b[31m/../..\u0000", "one.example");
            second = store(spool, "anna", "two.example");
        }
    }

    private Spool openSpool() throws SpoolException {
        var policy = new SpoolPolicy(
                Optional.empty(),
                new ByteSize(1 << 20),
                0,
                new ByteSize(64 << 10),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                new ByteSize(2),
                new ByteSize(1),
                0.3);
        return Spool.open(WORLD, policy, data, new BodyMemory(1 << 20));
    }

    private static Message store(Spool spool, String envelopeId, String domain) throws SpoolException {
        var to = new Recipient(0, new Mailbox("a", new Domain(domain)), Set.of(), Optional.empty());
        var envelope = new Envelope(
                spool.newId(),
                new ReversePath.Of(new Mailbox("news", new Domain("out.example"))),
                List.of(to),
                "acme",
                envelopeId,
                "all",
                Envelope.USUAL_PRIORITY,
                WORLD.time().now(),
                WORLD.time().now(),
                envelopeId,
                Optional.empty(),
                false,
                false,
                false,
                Durability.DURABLE,
                new Envelope.Source("smtp", "192.0.2.1", "client.example", "", "submission"),
                Map.of());
        try (BodyWriter writer = spool.newBody(envelope.id())) {
            byte[] bytes = BODY.getBytes(StandardCharsets.US_ASCII);
            writer.write(bytes, 0, bytes.length);
            return spool.store(envelope, writer);
        }
    }

    @Test
    void aSoundSpoolIsFoundSound() {
        assertThat(execute("spool", "check", data.toString())).isZero();
        assertThat(out.toString()).contains("MESSAGE").contains("2 messages queued, sound");
    }

    @Test
    void theDataDirectoryLeadsToItsSpool() {
        assertThat(execute("spool", "check", directory.resolve("data").toString(), "--json"))
                .isZero();
        JsonNode report = json(out.toString());
        assertThat(report.get("sound").asBoolean()).isTrue();
        assertThat(report.get("queued").asInt()).isEqualTo(2);
        assertThat(report.get("records").get("message").asInt()).isEqualTo(2);
    }

    @Test
    void aDamagedBodyIsFoundAndTheOthersAreSaved() throws IOException {
        damage(first);
        assertThat(execute("spool", "check", data.toString(), "--json")).isEqualTo(ExitCode.NO);
        assertThat(json(out.toString()).get("problems").get(0).asString()).contains("are damaged");

        Path into = directory.resolve("saved");
        assertThat(execute("spool", "export", data.toString(), "--to", into.toString()))
                .isEqualTo(ExitCode.NO);
        assertThat(err.toString()).contains("damaged");
        assertThat(names(into)).containsExactly(second.id() + ".eml", "envelopes.jsonl");
    }

    private void damage(Message message) throws IOException {
        try (var file = new RandomAccessFile(data.resolve("00000001.log").toFile(), "rw")) {
            byte[] all = new byte[(int) file.length()];
            file.readFully(all);
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int place = text.indexOf(BODY, (int) message.location());
            file.seek(place + 3L);
            file.write('#');
        }
    }

    @Test
    void theExportHasEveryByteAndNamesThatNoMessageChooses() throws IOException {
        Path into = directory.resolve("saved");
        assertThat(execute("spool", "export", data.toString(), "--to", into.toString()))
                .isZero();
        assertThat(names(into)).containsExactlyInAnyOrder(first.id() + ".eml", second.id() + ".eml", "envelopes.jsonl");
        assertThat(Files.readString(into.resolve(first.id() + ".eml"))).isEqualTo(BODY);
        JsonNode envelope =
                json(Files.readAllLines(into.resolve("envelopes.jsonl")).getFirst());
        assertThat(envelope.get("sender").asString()).isEqualTo("news@out.example");
        assertThat(envelope.get("recipients").get(0).get("address").asString()).isEqualTo("a@one.example");
        assertThat(envelope.get("envelopeId").asString()).isEqualTo("\u001b[31m/../..\u0000");
    }

    @Test
    void anExportNeverWritesOverWhatIsThere() throws IOException {
        assertThat(execute("spool", "export", data.toString(), "--to", data.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines()).singleElement().asString().contains("is not empty; name a new directory");
    }

    @Test
    void theDumpCanBeRestrictedToAMessageOrAQueue() {
        assertThat(execute("spool", "dump", data.toString(), "--id", second.id().toString()))
                .isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .contains("MESSAGE " + second.id())
                .contains("a@two.example");

        out.getBuffer().setLength(0);
        String queue = "anna:acme@two.example/all";
        assertThat(execute("spool", "dump", data.toString(), "--queue", queue, "--json"))
                .isZero();
        JsonNode line = json(out.toString());
        assertThat(line.get("queues").get(0).asString()).isEqualTo(queue);
        assertThat(line.get("messages").get(0).asString()).isEqualTo(second.id().toString());
    }

    @Test
    void theDumpStopsAtItsLimitAndNeverSteersTheTerminal() {
        assertThat(execute("spool", "dump", data.toString(), "--limit", "1")).isZero();
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(execute("spool", "dump", data.toString(), "--limit", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void aDirectoryWithoutASpoolIsSaidInOneLine() {
        assertThat(execute("spool", "check", directory.toString())).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(execute("spool", "dump", directory.resolve("none").toString()))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.toString().lines().toList())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).startsWith("veredus: ").contains("holds no spool; name the directory of"));
    }

    @Test
    void anEngineThatHasTheSpoolIsNamed() throws Exception {
        try (Spool running = openSpool()) {
            assertThat(running.rebuilt()).isTrue();
            assertThat(execute("spool", "check", data.toString())).isZero();
        }
        assertThat(err.toString()).contains("is in use");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonNode json(String line) {
        return JsonMapper.shared().readTree(line);
    }

    private int execute(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}

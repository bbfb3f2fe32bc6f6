package veredus.engine.scenario;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.engine.Engine;
import veredus.engine.spool.Admission;
import veredus.engine.spool.SpoolException;
import veredus.world.Disk;
import veredus.world.World;

/** How an engine starts, refuses work it could not keep, and lets go of what it holds. */
@Timeout(60)
class EngineTest {
    private static final List<String> LETTER = List.of(
            "MAIL FROM:<news@sender.example>",
            "S 250",
            "RCPT TO:<a@example.net>",
            "DATA",
            "Subject: x",
            "",
            "Hello.",
            ".");

    @TempDir
    Path directory;

    private Stage stage;

    @BeforeEach
    void open() throws IOException {
        stage = new Stage(directory);
        stage.write("routes.toml", "[[route]]\ndomain = \"*\"\naction = \"discard\"\n");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void anEngineThatCannotListenLetsGoOfItsSpool() throws Exception {
        try (var taken = new ServerSocket(stage.smtp().getPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> stage.start(stage.world()))
                    .isInstanceOf(BindException.class)
                    .hasMessage(
                            "listener smtp cannot listen on 127.0.0.1:%d: address already in use; stop what has it"
                                    + " (ss -ltnp 'sport = :%<d' names it), or choose another port",
                            stage.smtp().getPort());
        }
        try (Engine engine = stage.start(stage.world())) {
            assertThat(engine.addresses()).hasSize(1);
        }
    }

    @Test
    void anEngineOfAnOperatorDoesNotStartWhenTheAdminPortIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            stage.write("admin.toml", "[admin]\nport = " + taken.getLocalPort() + "\n");
            assertThatThrownBy(() -> stage.startConfigured())
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("the admin API cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("already in use")
                    .hasMessageContaining("admin.toml");
        }
        try (Engine engine = stage.startConfigured()) {
            assertThat(engine.adminAddress()).isPresent();
        }
    }

    @Test
    void withoutAHostNameItGreetsWithTheMachines() throws Exception {
        stage.write("server.toml", "[server]\nshutdown-limit = \"10s\"\n");
        String machine = stage.world().network().hostName();
        try (Engine engine = stage.start(stage.world());
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(), stage.smtp().getPort())) {
            assertThat(engine.policy().get().server().hostName()).isEqualTo(machine);
            var greeting = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
            assertThat(greeting).startsWith("220 " + machine + " ");
        }
    }

    @Test
    void accountsForItsMailWhereNothingIsSaidAboutIt() throws Exception {
        Files.delete(directory.resolve("conf/accounting.toml"));
        try (Engine engine = stage.start(stage.world())) {
            assertThat(engine.addresses()).hasSize(1);
            stage.say(LETTER);
            assertThat(stage.await("d", 1)).hasSize(1);
        }
    }

    @Test
    void aFullDiskPutsNewMailOffAndRoomTakesItAgain() throws Exception {
        var free = new AtomicLong(Long.MAX_VALUE / 2);
        stage.write("spool.toml", "[spool]\nsegment-size = \"1MiB\"\nsoft-free = \"2GiB\"\nhard-free = \"512MiB\"\n");
        World world = stage.world();
        try (Engine engine = stage.start(stage.world(withFree(world.disk(), free)))) {
            free.set(1L << 30);
            String refusal = "";
            while (refusal.isEmpty()) {
                refusal = refusal(LETTER);
            }
            assertThat(refusal).contains("452 4.3.1");

            free.set(Long.MAX_VALUE / 2);
            while (engine.spool().admission() != Admission.OPEN) {
                world.time().sleep(Duration.ofMillis(20));
            }
            stage.say(LETTER);
        }
        assertThat(Accounting.read(stage.accounting(), "d"))
                .hasSameSizeAs(Accounting.read(stage.accounting(), "r"))
                .isNotEmpty();
    }

    @Test
    void aSelfSignedCertificateIsMadeOnceAndKept() throws Exception {
        stage.write(
                "listeners.toml",
                "[[listener]]\naddress = \"127.0.0.1\"\nport = " + stage.smtp().getPort()
                        + "\nrelay-networks = [\"127.0.0.0/8\"]\n");
        Path certificate = directory.resolve("data/tls/self-signed.pem");
        stage.start(stage.world()).close();
        String made = Files.readString(certificate);
        stage.start(stage.world()).close();

        assertThat(Files.readString(certificate)).isEqualTo(made).contains("BEGIN CERTIFICATE");
    }

    @Test
    void anotherPolicyHoldsForTheNextMessage() throws Exception {
        try (Engine engine = stage.start(stage.world())) {
            stage.say(LETTER);
            stage.await("d", 1);
            stage.write("routes.toml", "[[route]]\ndomain = \"*\"\naction = \"reject\"\n");
            stage.write("dsn.toml", "[dsn]\nenabled = false\n");
            engine.reload(stage.policy());
            stage.say(LETTER);

            assertThat(stage.await("b", 1)).hasSize(1);
        }
    }

    @Test
    void whatARuleGaveToANamedRouteIsStillItsAfterARestartAndGoesAsItsDomainDoesWhenThatIsGone() throws Exception {
        String discard = """
                [[route]]
                domain = "*"
                action = "discard"
                """;
        String relay = """
                [[route]]
                name = "hub"
                action = "relay"
                allow-private = true
                hosts = [{ host = "127.0.1.99", port = 1 }]
                """;
        stage.write("routes.toml", discard + relay);
        stage.write("rules.toml", """
                [[rule]]
                sender = "sender.example"
                set-route = "hub"
                """);
        String queue = ":default@example.net/default/hub";
        try (Engine engine = stage.start(stage.world())) {
            stage.say(LETTER);
            stage.await("t", 1);
            assertThat(names(engine)).containsExactly(queue);
        }

        stage.write("rules.toml", "");
        try (Engine engine = stage.start(stage.world())) {
            assertThat(names(engine)).containsExactly(queue);
            retry(engine);
            stage.await("t", 2);
            assertThat(engine.queues().queued()).isEqualTo(1);

            stage.write("routes.toml", discard);
            engine.reload(stage.policy());
            retry(engine);
            stage.await("d", 1);
        }
    }

    private static void retry(Engine engine) throws SpoolException {
        engine.queues().all().getFirst().retryNow(delivery -> true);
    }

    private static List<String> names(Engine engine) {
        return engine.queues().all().stream()
                .map(each -> each.name().toString())
                .toList();
    }

    @Test
    void newMailIsTakenAndDeliveredWhileTheIndexIsBeingRebuilt() throws Exception {
        // Larger than what is read before the spool is open.
        stage.write("spool.toml", "[spool]\nsegment-size = \"64MiB\"\nspare-segments = 0\n");
        stage.write("routes.toml", """
                [[route]]
                domain = "fresh.example"
                action = "discard"
                [[route]]
                domain = "*"
                action = "mx"
                """);
        stage.zone("example.net FAIL");
        try (Engine engine = stage.start(stage.world())) {
            stage.say(LETTER);
            stage.await("t", 1);
            assertThat(engine.queues().queued()).isEqualTo(1);
        }
        Files.delete(directory.resolve("data/spool/snapshot"));

        var mayRead = new CountDownLatch(1);
        World world = stage.world();
        try (Engine engine = stage.start(stage.world(readingLater(world.disk(), mayRead)))) {
            assertThat(engine.spool().rebuilt()).isFalse();
            stage.say(LETTER.stream()
                    .map(line -> line.replace("example.net", "fresh.example"))
                    .toList());
            stage.await("d", 1);
            stage.say(LETTER);
            stage.await("t", 2);
            assertThat(engine.spool().rebuilt()).isFalse();
            assertThat(engine.queues().queued()).isEqualTo(1);

            mayRead.countDown();
            assertThat(engine.spool().awaitRebuilt()).isTrue();
            Stage.awaitQueued(engine, 2);
        } finally {
            mayRead.countDown();
        }
        assertThat(Accounting.read(stage.accounting(), "r")).hasSize(3);
    }

    /** The log is not read in the background before {@code may} says so. */
    private static Disk readingLater(Disk real, CountDownLatch may) {
        return proxy(
                Disk.class,
                real,
                found -> found instanceof Disk.DiskFile file
                        ? proxy(Disk.DiskFile.class, file, read -> {
                            if (Thread.currentThread().getName().equals("spool-rebuild-read")) {
                                may.await();
                            }
                            return read;
                        })
                        : found);
    }

    private interface Change {
        @Nullable
        Object of(@Nullable Object answer) throws InterruptedException;
    }

    private static <T> T proxy(Class<T> type, T real, Change change) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return change.of(method.invoke(real, arguments));
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    /** What the engine says against it; empty when it takes it. */
    private String refusal(List<String> mail) {
        try {
            stage.say(mail);
            return "";
        } catch (IOException refused) {
            return "" + refused.getMessage();
        }
    }

    private static Disk withFree(Disk real, AtomicLong free) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("freeBytes")) {
                        return Math.min(free.get(), 1L << 50);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}

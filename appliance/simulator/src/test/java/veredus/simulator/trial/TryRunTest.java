package veredus.simulator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.simulator.peer.Ledger;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.SmtpSink;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** The trial with an engine that takes mail and bounces all of it. */
@Timeout(60)
class TryRunTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final RealTime time = new RealTime();

    @TempDir
    private Path directory;

    @Test
    void aTrialInWhichEverythingIsAccountedForIsGood() throws Exception {
        try (TryRun.Finished finished = run(fates -> fates)) {
            assertThat(finished.report().isGood()).isTrue();
            assertThat(finished.report().json())
                    .startsWith("{\"accepted\":200,\"delivered\":0,\"deferred\":0,\"bounced\":200,\"queued\":0,");
        }
    }

    @Test
    void aTrialInWhichTheEngineForgetsAMessageIsNotGood() throws Exception {
        try (TryRun.Finished finished = run(TryRunTest::withoutTheFirst)) {
            assertThat(finished.report().isGood()).isFalse();
            var text = new ByteArrayOutputStream();
            finished.report().print(new PrintStream(text, true, StandardCharsets.UTF_8));
            assertThat(text.toString(StandardCharsets.UTF_8)).contains("1 accepted, but");
        }
    }

    @Test
    void theConfigurationOfTheTrialIsLeftToLookAt() throws Exception {
        try (TryRun.Finished finished = run(fates -> fates)) {
            assertThat(Files.readString(directory.resolve("conf/dns.toml")))
                    .contains(String.valueOf(finished.internet().dns().getPort()));
        }
    }

    @Test
    void withoutATerminalProgressIsPlainLines() throws Exception {
        try (TryRun.Finished finished = run(fates -> fates)) {
            assertThat(finished.engine().adminUrl()).isEmpty();
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains(" of 200, delivered 0")
                .doesNotContain("\r");
    }

    private TryRun.Finished run(UnaryOperator<Map<String, Fate>> seen) throws IOException, InterruptedException {
        var plan = new TryRun.Plan(directory, 200, Duration.ofMillis(600));
        var progress = new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8), false, time);
        return new TryRun(plan, time, new RealChance(), (conf, data) -> bouncingEngine(seen), progress).run();
    }

    private RunningEngine bouncingEngine(UnaryOperator<Map<String, Fate>> seen) throws IOException {
        var taken = new Ledger(1000);
        var host = new Provider.MailHost("engine", 10, InetAddress.getLoopbackAddress());
        var provider = new Provider("engine", List.of(), List.of(host), List.of(), false);
        SmtpSink sink = SmtpSink.start(List.of(provider), 0, time, new RealChance(), Optional.of(taken));
        return new RunningEngine(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.port()),
                "",
                () -> seen.apply(taken.entries().keySet().stream()
                        .collect(Collectors.toMap(Ledger.Key::recipient, key -> new Fate(State.BOUNCED, 0)))),
                () -> 0,
                sink::close);
    }

    private static Map<String, Fate> withoutTheFirst(Map<String, Fate> fates) {
        fates.remove("u0@bigmail.example");
        return fates;
    }
}

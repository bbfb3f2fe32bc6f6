package veredus.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import veredus.engine.Engine;
import veredus.engine.delivery.ScriptedPeer;
import veredus.world.real.RealTime;

/** Every story in appliance/scenarios ends as it is written there, with real sockets and a clock that runs fast. */
@Timeout(60)
class ScenariosTest {
    private static final int FASTER = 60;

    @TempDir
    Path directory;

    static List<Scenario> scenarios() throws IOException {
        var all = new ArrayList<Scenario>();
        try (Stream<Path> files = Files.list(Path.of("../scenarios"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("\\d{3}-.*"))
                    .sorted()
                    .toList()) {
                all.add(Scenario.read(file));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theStoryEndsAsItIsWritten(Scenario story) throws Exception {
        Map<String, ScriptedPeer> peers = peers(story);
        try (var stage = new Stage(directory)) {
            int port = peers.isEmpty()
                    ? stage.smtp().getPort() + 1
                    : peers.values().iterator().next().port();
            stage.mailPort(port);
            for (Scenario.Section file : story.sections()) {
                if (file.title().endsWith(".toml")) {
                    stage.write(file.title(), String.join("\n", file.lines()).replace("PORT", "" + port) + "\n");
                }
            }
            for (String line : story.lines("zone")) {
                stage.zone(line);
            }
            List<String> expected = story.lines("accounting");
            try (Engine engine = stage.start(stage.world(FastTime.of(new RealTime(), FASTER)))) {
                assertThat(engine.addresses()).isNotEmpty();
                for (Scenario.Section mail : story.all("mail")) {
                    stage.say(mail.lines());
                }
                stage.await(records -> endings(records).size() >= expected.size());
                for (ScriptedPeer peer : peers.values()) {
                    assertThat(peer.complaints()).isEmpty();
                }
            }
            check(endings(Accounting.read(stage.accounting())), expected);
            for (Scenario.Section received : story.all("received")) {
                String bodies = String.join("", Objects.requireNonNull(peers.get(Scenario.about(received))).bodies);
                for (String line : received.lines()) {
                    if (line.startsWith("!")) {
                        assertThat(bodies).doesNotContainIgnoringCase(line.substring(1));
                    } else {
                        assertThat(bodies).contains(line);
                    }
                }
            }
        } finally {
            for (ScriptedPeer peer : peers.values()) {
                peer.close();
            }
        }
    }

    private static Map<String, ScriptedPeer> peers(Scenario story) throws IOException {
        var dialogues = new LinkedHashMap<String, List<String>>();
        for (Scenario.Section peer : story.all("peer")) {
            dialogues
                    .computeIfAbsent(Scenario.about(peer), address -> new ArrayList<>())
                    .add(String.join(
                            "\n",
                            peer.lines().stream()
                                    .filter(line -> !line.isBlank())
                                    .toList()));
        }
        var peers = new LinkedHashMap<String, ScriptedPeer>();
        int port = 0;
        for (var dialogue : dialogues.entrySet()) {
            var peer = ScriptedPeer.at(InetAddress.getByName(dialogue.getKey()), port, dialogue.getValue());
            peers.put(dialogue.getKey(), peer);
            port = peer.port();
        }
        return peers;
    }

    private static List<Map<String, String>> endings(List<Map<String, String>> records) {
        return records.stream()
                .filter(record -> !"r".equals(record.get("type")))
                .toList();
    }

    private static void check(List<Map<String, String>> records, List<String> expected) {
        var left = new ArrayList<>(records);
        for (String line : expected) {
            var found = left.stream()
                    .filter(record -> Accounting.matches(record, line))
                    .findFirst();
            assertThat(found).as("%s among %s", line, records).isPresent();
            left.remove(found.get());
        }
        assertThat(left).as("records that the story does not have").isEmpty();
    }
}

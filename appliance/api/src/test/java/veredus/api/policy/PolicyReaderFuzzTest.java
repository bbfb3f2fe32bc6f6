package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, the reader answers with problems that have a place; it never throws. */
@Timeout(120)
class PolicyReaderFuzzTest {
    private static final Path TEMPLATES = Path.of("../../conf-templates");
    private static final int ROUNDS = 150;
    private static final String STRANGE = "[]{}=\"'#,.\n\\\u0000\u00e4-+0_ \t:TZe";

    @TempDir
    Path directory = Path.of("");

    @Test
    void damagedTemplatesGiveProblemsWithAPlace() throws IOException {
        var chance = new Random(20261124);
        List<String> names =
                List.of("listeners.toml", "vmtas.toml", "routes.toml", "retry.toml", "shaping.d/00-default.toml");
        for (int round = 0; round < ROUNDS; round++) {
            String name = names.get(chance.nextInt(names.size()));
            var config = new ConfigDirectory(directory);
            config.with(name, damaged(uncommented(name), chance));

            for (PolicyProblem problem : config.read().problems()) {
                assertThat(problem.origin().line()).as(problem.toString()).isPositive();
                assertThat(problem.message()).isNotEmpty();
            }
        }
    }

    @Test
    void deepNestingIsAProblemAndNoCrash() {
        assertThat(new ConfigDirectory(directory)
                        .with("dns.toml", "[dns]\nservers = " + "[".repeat(100_000))
                        .problems())
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("dns.toml:"));
    }

    private static String uncommented(String name) throws IOException {
        return Files.readString(TEMPLATES.resolve(name))
                .replaceAll("(?m)^# (?=\\[\\[?[a-z.-]+\\]\\]?$|[a-z][a-z0-9-]* = .*$)", "")
                .replaceAll("(?m)^#.*\n", "");
    }

    private static String damaged(String text, Random chance) {
        var damaged = new StringBuilder(text);
        for (int i = chance.nextInt(3); i >= 0; i--) {
            int place = chance.nextInt(damaged.length());
            switch (chance.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(place);
                case 1 -> damaged.insert(place, STRANGE.charAt(chance.nextInt(STRANGE.length())));
                default -> damaged.setCharAt(place, STRANGE.charAt(chance.nextInt(STRANGE.length())));
            }
        }
        return damaged.toString();
    }
}

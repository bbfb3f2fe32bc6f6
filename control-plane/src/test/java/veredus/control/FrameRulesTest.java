package veredus.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every template and every class, so that whoever adds a screen need not remember it. */
class FrameRulesTest {
    private static final Path TEMPLATES = Path.of("src/main/jte");
    private static final Path SOURCES = Path.of("src/main/java/veredus/control");

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static List<String> found(String pattern, String text) {
        var found = new ArrayList<String>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    @TestFactory
    Stream<DynamicTest> everyTemplateEscapesAndObeysTheContentPolicy() throws IOException {
        return files(TEMPLATES, ".jte").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String text = Files.readString(file);
                    assertThat(text).doesNotContain("$unsafe");
                    assertThat(found("\\sstyle=", text)).isEmpty();
                    assertThat(found("\\son[a-z]+=", text)).isEmpty();
                    assertThat(found("<script(?! src=)[^>]*>", text)).isEmpty();
                    assertThat(found("(?:href|src|action)=\"https?:[^\"]*", text))
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyFormThatChangesSomethingCarriesTheTokenOfTheSession() throws IOException {
        return files(TEMPLATES, ".jte").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String text = Files.readString(file);
                    assertThat(found("(?s)<form method=\"post\".*?</form>", text))
                            .hasSize(found("method=\"post\"", text).size())
                            .allSatisfy(form -> assertThat(form).contains("name=\"csrf\" value=\"${frame.csrf()}\""));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        String routes = Files.readString(SOURCES.resolve("Routes.java"));
        Set<String> paths = found("\"(?:GET|POST)\",\\s+\"/[a-z/]*\"", routes).stream()
                .map(line -> line.replaceAll("(?s).*,\\s+\"|\"$", ""))
                .collect(Collectors.toSet());
        assertThat(paths).contains("/", "/queues", "/act");
        return files(TEMPLATES, ".jte").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    String text = Files.readString(file);
                    List<String> links =
                            new ArrayList<>(found("(?<=(?:href|action|hx-get|data-live)=\")/[a-z/]*", text));
                    links.addAll(found("(?<=Show\\.url\\(\")/[a-z/]*", text));
                    assertThat(paths).containsAll(links);
                }));
    }

    @Test
    void onlyTheFrameKnowsTheServer() throws IOException {
        for (Path file : files(SOURCES, ".java")) {
            boolean frame = file.startsWith(SOURCES.resolve("web"));
            if (!frame) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("import io.helidon");
            }
        }
    }

    @Test
    void screensAskTheEngineForWhoAsksAndNeverForTheProgram() throws IOException {
        for (Path file : files(SOURCES.resolve("screens"), ".java")) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContain("import veredus.api.client.EngineClient");
        }
    }
}

package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.tomlj.Toml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas for editors say what the records say, and the copies beside the templates are up to date. */
@Timeout(60)
class PolicySchemasTest {
    private static final Path TEMPLATES = Path.of("../../conf-templates");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TestFactory
    Stream<DynamicTest> theCopyBesideTheTemplatesIsUpToDate() {
        return PolicySchemas.names().stream()
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(TEMPLATES.resolve("schema/" + name + ".json"))
                                .as("./veredus config schema --to conf-templates/schema")
                                .hasContent(PolicySchemas.schema(name))));
    }

    @Test
    void aKeyHasItsTypeRangeDefaultAndMeaning() {
        JsonNode port = schema("listeners").at("/properties/listener/items/properties/port");
        assertThat(port.at("/type").asString()).isEqualTo("integer");
        assertThat(port.at("/minimum").asInt()).isEqualTo(1);
        assertThat(port.at("/maximum").asInt()).isEqualTo(65535);
        assertThat(port.at("/default").asInt()).isEqualTo(2525);
        assertThat(port.at("/description").asString()).contains("listens on all IPv4 addresses");

        JsonNode tls = schema("listeners").at("/properties/listener/items/properties/tls");
        assertThat(tls.at("/enum").toString()).isEqualTo("[\"none\",\"starttls\",\"implicit\"]");
        assertThat(tls.at("/default").asString()).isEqualTo("starttls");
        assertThat(schema("users").at("/properties/user/items/required").toString())
                .isEqualTo("[\"name\",\"tenant\"]");
    }

    @TestFactory
    Stream<DynamicTest> everyKeyIsDescribed() {
        return PolicySchemas.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var missing = new ArrayList<String>();
                    undescribed("", schema(name), missing);
                    assertThat(missing).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyTemplateAndExampleIsValid() throws IOException {
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            return files.filter(file -> file.toString().endsWith(".toml")).toList().stream()
                    .map(file ->
                            DynamicTest.dynamicTest(TEMPLATES.relativize(file).toString(), () -> {
                                String parent = String.valueOf(file.getName(file.getNameCount() - 2));
                                String name = parent.endsWith(".d")
                                        ? parent.substring(0, parent.length() - 2)
                                        : file.getFileName().toString().replace(".toml", "");
                                String text = Files.readString(file);
                                var wrong = new ArrayList<String>();
                                SchemaCheck.check(
                                        "",
                                        schema(name),
                                        JSON.readTree(Toml.parse(text).toJson()),
                                        wrong);
                                String all = text.replaceAll(TemplatesTest.COMMENTED, "");
                                SchemaCheck.check(
                                        "",
                                        schema(name),
                                        JSON.readTree(Toml.parse(all).toJson()),
                                        wrong);
                                assertThat(wrong).isEmpty();
                            }));
        }
    }

    @Test
    void whatTheReaderRefusesIsMarkedInAnEditor() {
        var wrong = new ArrayList<String>();
        SchemaCheck.check(
                "",
                schema("listeners"),
                JSON.readTree(
                        "{\"listener\":[{\"prt\":1,\"port\":70000,\"tls\":\"yes\",\"idle-limit\":\"5 minutes\"}],\"x\":1}"),
                wrong);
        assertThat(wrong)
                .containsExactlyInAnyOrder(
                        "/listener/0/prt is not known",
                        "/listener/0/port is above 65535",
                        "/listener/0/tls is not one of its values",
                        "/listener/0/idle-limit has not its form",
                        "/x is not known");
    }

    private static JsonNode schema(String name) {
        return JSON.readTree(PolicySchemas.schema(name));
    }

    private static void undescribed(String path, JsonNode schema, List<String> missing) {
        schema.path("properties").properties().forEach(property -> {
            String here = path + "/" + property.getKey();
            boolean isTable = path.isEmpty();
            if (!isTable && property.getValue().path("description").asString("").isEmpty()) {
                missing.add(here);
            }
            undescribed(here, property.getValue(), missing);
            undescribed(here, property.getValue().path("items"), missing);
        });
    }
}

package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** The templates and the records say the same. */
@Timeout(60)
class TemplatesTest {
    private static final Path TEMPLATES = Path.of("../../conf-templates");
    static final String COMMENTED = "(?m)^# (?=\\[\\[?[a-z.-]+\\]\\]?$|[a-z][a-z0-9-]* = .*$)";

    private static final Map<String, Map<String, Class<? extends Record>>> FILES = files();

    private static Map<String, Map<String, Class<? extends Record>>> files() {
        Map<String, Map<String, Class<? extends Record>>> files = new LinkedHashMap<>();
        files.put("server.toml", Map.of("server", ServerPolicy.class));
        files.put("listeners.toml", Map.of("listener", ListenerPolicy.class));
        files.put("tenants.toml", Map.of("tenant", Tenant.class));
        files.put("users.toml", Map.of("user", User.class));
        files.put("headers.toml", Map.of("headers", HeaderPolicy.class));
        files.put("spool.toml", Map.of("spool", SpoolPolicy.class));
        files.put("vmtas.toml", Map.of("vmta", VirtualMta.class, "pool", VirtualMtaPool.class));
        files.put("routes.toml", Map.of("route", Route.class));
        files.put("rules.toml", Map.of("rule", RoutingRule.class));
        files.put("retry.toml", Map.of("retry", RetryRule.class));
        files.put("dsn.toml", Map.of("dsn", DsnPolicy.class));
        files.put("dns.toml", Map.of("dns", DnsPolicy.class));
        files.put("accounting.toml", Map.of("accounting", AccountingPolicy.class));
        files.put("admin.toml", Map.of("admin", AdminPolicy.class));
        files.put("web.toml", Map.of("web", WebPolicy.class));
        files.put("secrets.toml", Map.of("secrets", SecretsPolicy.class));
        files.put("proxies.toml", Map.of("proxy", Proxy.class));
        files.put("shaping.d/00-default.toml", Map.of("path", PathRule.class, "limit", LimitRule.class));
        return files;
    }

    @Test
    void theTemplatesAsShippedReadAsTheDefaultPolicy() {
        PolicyReading reading = PolicyReader.read(TEMPLATES);

        assertThat(reading.problems().stream()
                        .filter(problem -> !problem.message().contains("limits nothing")))
                .isEmpty();
        Policy policy = ((PolicyReading.Accepted) reading).policy();
        assertThat(policy.server()).isEqualTo(RecordDefaults.of(ServerPolicy.class));
        assertThat(policy.headers()).isEqualTo(RecordDefaults.of(HeaderPolicy.class));
        assertThat(policy.spool()).isEqualTo(RecordDefaults.of(SpoolPolicy.class));
        assertThat(policy.dsn()).isEqualTo(RecordDefaults.of(DsnPolicy.class));
        assertThat(policy.dns()).isEqualTo(RecordDefaults.of(DnsPolicy.class));
        assertThat(policy.accounting()).isEqualTo(RecordDefaults.of(AccountingPolicy.class));
        assertThat(policy.admin()).isEqualTo(RecordDefaults.of(AdminPolicy.class));
        assertThat(policy.web()).isEqualTo(RecordDefaults.of(WebPolicy.class));
        assertThat(policy.listeners()).hasSize(1);
        assertThat(PathRules.limits(policy.paths(), "a.example", List.of(), "default"))
                .isEqualTo(PathLimits.DEFAULT);
    }

    @TestFactory
    Stream<DynamicTest> everyTemplateHasEveryKeyOfItsRecordsAndNoOther() {
        return FILES.entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
                    TomlParseResult template = uncommented(file.getKey());
                    assertThat(template.errors()).isEmpty();
                    assertThat(template.keySet()).isEqualTo(file.getValue().keySet());
                    file.getValue().forEach((key, type) -> sameKeys(type, table(template, key)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyDefaultInATemplateIsTheOneInTheRecord() {
        return FILES.entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
                    TomlParseResult template = uncommented(file.getKey());
                    file.getValue().forEach((key, type) -> sameDefaults(type, table(template, key)));
                }));
    }

    @Test
    void theLimitsInTheShapingTemplateAreTheBuiltInOnes() throws IOException {
        TomlTable path = table(uncommented("shaping.d/00-default.toml"), "path");

        Map<String, String> written = Limit.ALL.stream()
                .collect(Collectors.toMap(Limit::key, limit -> String.valueOf(path.get(List.of(limit.key())))));
        Map<String, String> builtIn = Limit.ALL.stream().collect(Collectors.toMap(Limit::key, Limit::preset));
        assertThat(written).isEqualTo(builtIn);
    }

    @Test
    void everyTemplateIsKnownHere() throws IOException {
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".toml"))
                            .map(file -> TEMPLATES.relativize(file).toString())
                            // Lists and macros have names of the operator's own.
                            .filter(file -> !file.startsWith("examples")
                                    && !file.equals("lists.toml")
                                    && !file.equals("macros.toml")))
                    .containsExactlyInAnyOrderElementsOf(FILES.keySet());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyExampleReadsWithoutProblems() throws IOException {
        try (Stream<Path> examples = Files.list(TEMPLATES.resolve("examples"))) {
            return examples.toList().stream()
                    .map(example ->
                            DynamicTest.dynamicTest(example.getFileName().toString(), () -> {
                                PolicyReading reading = PolicyReader.read(example);
                                assertThat(reading.problems()).isEmpty();
                                assertThat(reading).isInstanceOf(PolicyReading.Accepted.class);
                            }));
        }
    }

    private static TomlParseResult uncommented(String file) throws IOException {
        return Toml.parse(Files.readString(TEMPLATES.resolve(file)).replaceAll(COMMENTED, ""));
    }

    private static TomlTable table(TomlTable in, String key) {
        Object found = in.get(List.of(key));
        if (found instanceof TomlArray array) {
            return array.getTable(0);
        }
        assertThat(found).as(key).isInstanceOf(TomlTable.class);
        return found instanceof TomlTable one ? one : Toml.parse("");
    }

    private static void sameKeys(Class<? extends Record> type, TomlTable table) {
        RecordShape shape = RecordShape.of(type);
        assertThat(new TreeSet<>(table.keySet()))
                .isEqualTo(new TreeSet<>(shape.keys().keySet()));
        nested(shape).forEach((key, inside) -> sameKeys(inside, table(table, key)));
    }

    private static void sameDefaults(Class<? extends Record> type, TomlTable table) {
        RecordShape shape = RecordShape.of(type);
        shape.keys().forEach((key, part) -> {
            if (part.presetText().isPresent() && !nested(shape).containsKey(key)) {
                String written = Binder.written(part.type(), part.presetText().get());
                Object expected = Toml.parse("x = " + written).get("x");
                assertThat(shown(table.get(List.of(key)))).as(key).isEqualTo(shown(expected));
            } else if (part.type() instanceof ValueType.ListOf
                    && part.presetText().isEmpty()
                    && !nested(shape).containsKey(key)) {
                assertThat(table.getArrayOrEmpty(List.of(key)).toList()).as(key).isEmpty();
            }
        });
        nested(shape).forEach((key, inside) -> sameDefaults(inside, table(table, key)));
    }

    private static Object shown(@Nullable Object value) {
        return value instanceof TomlArray array ? array.toList() : Optional.ofNullable(value);
    }

    private static Map<String, Class<? extends Record>> nested(RecordShape shape) {
        Map<String, Class<? extends Record>> nested = new LinkedHashMap<>();
        for (RecordShape.Part part : new ArrayList<>(shape.keys().values())) {
            if (part.type() instanceof ValueType.ListOf list && list.element() instanceof ValueType.Table table) {
                nested.put(part.key(), table.type());
            }
        }
        return nested;
    }
}

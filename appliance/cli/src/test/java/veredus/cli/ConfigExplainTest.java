package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import veredus.api.admin.AdminJson;

/** {@code veredus config explain} with a zone file: nothing goes over the network. */
@Timeout(60)
class ConfigExplainTest {
    private final Told told = new Told();

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void write() throws IOException {
        write("listeners.toml", """
                [[listener]]
                port = 2526
                [[listener]]
                name = "b"
                port = 2527
                tenant = "bulk"
                durability = "memory"
                """);
        write("vmtas.toml", """
                [[vmta]]
                name = "default"
                [[vmta]]
                name = "m1"
                [[vmta]]
                name = "m2"
                enabled = false
                [[pool]]
                name = "bulk"
                members = [{ vmta = "m1" }, { vmta = "m2", weight = 50 }]
                """);
        write("tenants.toml", """
                [[tenant]]
                name = "acme"
                pool = "bulk"
                pools = ["bulk"]
                sender-domains = ["*.acme.example"]
                durability = "relaxed"
                [[tenant]]
                name = "bulk"
                """);
        write("routes.toml", """
                [[route]]
                domain = "relayed.example"
                action = "relay"
                hosts = [{ host = "relay.example.net", port = 587 }]
                tls = "verified"
                [[route]]
                domain = "gone.example"
                action = "discard"
                """);
        write("retry.toml", "[[retry]]\nexpire-after = \"2d\"\n[[retry]]\ndomain = \"*.net\"\nexpire-after = \"1d\"\n");
        write("shaping.d/10.toml", "[[path]]\nmax-connections = 5\nmax-ready = 99\n");
        write("shaping.d/20.toml", "[[path]]\nmx = \"hosts.example\"\nmax-connections = 7\n");
        write("zone", """
                example.net.       IN MX 10 mx1.hosts.example.
                example.net.       IN MX 20 mx2.hosts.example.
                mx1.hosts.example. IN A 203.0.113.1
                """);
    }

    @Test
    void theProxyOfTheVmtaAndWhatMacrosMadeAreShown() throws IOException {
        write("macros.toml", "[macros]\nfew = \"10/1m\"\nout = \"192.0.2\"\n");
        write("proxies.toml", "[[proxy]]\nname = \"out1\"\ntype = \"socks5\"\nhost = \"192.0.2.7\"\nport = 1080\n");
        write("vmtas.toml", """
                [[vmta]]
                name = "default"
                addresses = ["${out}.9"]
                proxy = "out1"
                [[pool]]
                name = "bulk"
                members = [{ vmta = "default" }]
                """);
        write("shaping.d/30.toml", "[[path]]\nmessage-rate = \"${few}\"\n");

        JsonNode answer = explain("example.net");

        assertThat(answer.path("proxy").asString()).isEqualTo("out1, socks5 at 192.0.2.7:1080, set at proxies.toml:2");
        assertThat(answer.path("notes").toString())
                .contains("message-rate at shaping.d/30.toml:2 is written \\\"${few}\\\"; few stands at macros.toml:2")
                .contains("addresses of vMTA default is written \\\"${out}.9\\\"; out stands at macros.toml:3");
    }

    @Test
    void aDomainIsFollowedToItsPathAndLimits() {
        JsonNode answer = explain("example.net");

        assertThat(answer.at("/domain").asString()).isEqualTo("example.net");
        assertThat(answer.at("/site").asString()).isEqualTo("hosts.example(mx1,mx2)");
        assertThat(answer.at("/mx").toString()).isEqualTo("[\"mx1.hosts.example\",\"mx2.hosts.example\"]");
        assertThat(answer.at("/route").isNull()).isTrue();
        assertThat(answer.at("/vmta").asString()).isEqualTo("default");
        assertThat(answer.at("/path").asString()).isEqualTo("default > hosts.example(mx1,mx2)");
        assertThat(named(answer.at("/limits"), "max-connections").toString())
                .isEqualTo("{\"name\":\"max-connections\",\"value\":\"7\",\"file\":\"shaping.d/20.toml\",\"line\":3,"
                        + "\"overrides\":[{\"value\":\"5\",\"file\":\"shaping.d/10.toml\",\"line\":2},"
                        + "{\"value\":\"20\",\"file\":\"built-in default\",\"line\":0}]}");
        assertThat(named(answer.at("/retry"), "expire-after").toString())
                .isEqualTo("{\"name\":\"expire-after\",\"value\":\"1d\",\"file\":\"retry.toml\",\"line\":5,"
                        + "\"overrides\":[{\"value\":\"2d\",\"file\":\"retry.toml\",\"line\":2},"
                        + "{\"value\":\"5d\",\"file\":\"built-in default\",\"line\":0}]}");
        assertThat(answer.at("/durability/value").asString()).isEqualTo("durable");
    }

    @Test
    void theTenantChoosesPoolAndDurabilityAndASenderThatIsNotItsIsNoted() {
        JsonNode answer = explain("example.net", "--tenant", "acme", "--sender", "a@other.example");

        assertThat(answer.at("/pool").asString()).isEqualTo("bulk");
        assertThat(answer.at("/vmta").asString()).isEqualTo("m1");
        assertThat(answer.at("/durability").toString())
                .isEqualTo("{\"name\":\"durability\",\"value\":\"relaxed\",\"file\":\"tenants.toml\",\"line\":6,"
                        + "\"overrides\":[{\"value\":\"durable\",\"file\":\"built-in default\",\"line\":0}]}");
        assertThat(answer.at("/notes/0").asString())
                .isEqualTo("tenant acme may not send as a@other.example: see sender-domains at tenants.toml:5");
        assertThat(explain("example.net", "--tenant", "acme", "--sender", "a@b.acme.example")
                        .at("/notes")
                        .size())
                .isZero();
    }

    @Test
    void theRuleThatCountsIsNamedWithItsPlaceAndWhatItDecides() throws IOException {
        write("routes.toml", """
                [[route]]
                name = "hub"
                action = "relay"
                hosts = [{ host = "hub.example.net" }]
                """);
        write(
                "users.toml",
                "[[user]]\nname = \"shop\"\ntenant = \"acme\"\npassword = \"$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g\"\n");
        write("rules.toml", """
                [[rule]]
                recipient = "vip@example.net"
                [[rule]]
                sender = "*.acme.example"
                user = "shop"
                campaign = "spring"
                header = [{ name = "X-Type", value = "promo*" }]
                set-pool = "default"
                set-route = "hub"
                """);
        String[] mail = {
            "--user", "shop", "--sender", "a@b.acme.example", "--campaign", "spring", "--header", "x-type: Promo 7"
        };
        JsonNode answer = explain("example.net", mail);

        assertThat(answer.at("/rule/file").asString()).isEqualTo("rules.toml");
        assertThat(answer.at("/rule/line").asInt()).isEqualTo(3);
        assertThat(answer.at("/rule/sets").asString()).isEqualTo("pool=default route=hub");
        assertThat(answer.at("/tenant").asString()).isEqualTo("acme");
        assertThat(answer.at("/pool").asString()).isEqualTo("default");
        assertThat(answer.at("/route/name").asString()).isEqualTo("hub");
        assertThat(answer.at("/route/line").asInt()).isEqualTo(2);
        assertThat(answer.at("/path").asString()).isEqualTo("default > hub.example.net");
        assertThat(explain("vip@example.net", mail).at("/rule/line").asInt()).isEqualTo(1);
        assertThat(explain("example.net", "--sender", "a@b.acme.example")
                        .at("/rule")
                        .isNull())
                .isTrue();
    }

    @Test
    void sharedLimitsAreListedWithTheirPlaceAndWhatTheyCountTogether() throws IOException {
        write("shaping.d/30.toml", """
                [[limit]]
                name = "total"
                tenant = "acme"
                message-rate = "100/s"
                [[limit]]
                each = ["tenant", "site"]
                max-connections = 7
                [[limit]]
                tenant = "bulk"
                max-connections = 1
                """);

        JsonNode limits = explain("example.net", "--tenant", "acme").at("/limits");

        assertThat(named(limits, "message-rate of limit total").toString())
                .isEqualTo("{\"name\":\"message-rate of limit total\",\"value\":\"100/s together for tenant=acme\","
                        + "\"file\":\"shaping.d/30.toml\",\"line\":4,\"overrides\":[]}");
        JsonNode each = named(limits, "max-connections of limit all each=[tenant, site]");
        assertThat(each.at("/value").asString()).isEqualTo("7 together for tenant=acme site=hosts.example(mx1,mx2)");
        assertThat(each.at("/line").asInt()).isEqualTo(7);
        assertThat(limits.toString()).doesNotContain("tenant=bulk");
    }

    @Test
    void durabilityIsThatOfTheTenantsListenerUnlessAnotherIsAskedAbout() {
        assertThat(explain("example.net", "--tenant", "bulk").at("/durability").toString())
                .isEqualTo("{\"name\":\"durability\",\"value\":\"memory\",\"file\":\"listeners.toml\",\"line\":7,"
                        + "\"overrides\":[]}");
        assertThat(explain("example.net", "--tenant", "bulk", "--listener", "smtp")
                        .at("/durability/value")
                        .asString())
                .isEqualTo("durable");
    }

    @Test
    void aRouteIsNamedWithItsPlaceAndItsTlsStandsAboveTheRules() {
        JsonNode answer = explain("relayed.example");

        assertThat(answer.at("/route").toString())
                .isEqualTo("{\"name\":\"\",\"domain\":\"relayed.example\",\"action\":\"relay\","
                        + "\"file\":\"routes.toml\",\"line\":2}");
        assertThat(answer.at("/exchangers/0").toString())
                .isEqualTo("{\"host\":\"relay.example.net\",\"port\":587,\"preference\":10}");
        assertThat(named(answer.at("/limits"), "tls").at("/line").asInt()).isEqualTo(5);
    }

    @Test
    void mailThatARouteEndsHasNoPath() {
        JsonNode answer = explain("gone.example");

        assertThat(answer.at("/ends").asString()).contains("discarded");
        assertThat(answer.at("/path").asString()).isEmpty();
        assertThat(answer.at("/route/line").asInt()).isEqualTo(7);
    }

    @Test
    void aDomainThatIsNotInTheZoneEndsWithCodeOne() {
        assertThat(told.execute(
                        "config", "explain", "nobody.example", "--config", directory.toString(), "--dns", zone()))
                .isEqualTo(1);
        assertThat(told.out()).contains("ends    ").contains("does not exist");
    }

    @Test
    void aNameThatIsNotKnownGetsASuggestion() {
        assertThat(told.execute("config", "explain", "example.net", "--config", directory.toString(), "--vmta", "blk"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(told.err()).contains("there is no vMTA or pool 'blk'; did you mean 'bulk'?");
    }

    @Test
    void forPeopleItIsATable() {
        assertThat(told.execute(
                        "config",
                        "explain",
                        "example.net",
                        "--config",
                        directory.toString(),
                        "--dns",
                        zone(),
                        "--color=always"))
                .isZero();
        assertThat(told.out().lines().toList())
                .contains("path     default > hosts.example(mx1,mx2)")
                .anyMatch(line -> line.matches(
                        "max-connections +7 +shaping.d/20.toml:3 +5 at shaping.d/10.toml:2, 20 \\(default\\)"));
    }

    private JsonNode explain(String domain, String... options) {
        var arguments = new java.util.ArrayList<String>(
                List.of("config", "explain", domain, "--config", directory.toString(), "--dns", zone(), "--json"));
        arguments.addAll(List.of(options));
        var answer = new Told();
        assertThat(answer.execute(arguments.toArray(String[]::new)))
                .as(answer.err())
                .isZero();
        return AdminJson.LENIENT.readTree(answer.out());
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.at("/name").asString().equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name + " is not in " + list);
    }

    private String zone() {
        return directory.resolve("zone").toString();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}

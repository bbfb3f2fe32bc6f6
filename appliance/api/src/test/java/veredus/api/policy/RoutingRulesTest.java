package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/** Which rule is for which mail. */
@Timeout(60)
class RoutingRulesTest {
    @TempDir
    Path directory = Path.of("");

    private ConfigDirectory configured(String rules) {
        return new ConfigDirectory(directory)
                .with("tenants.toml", "[[tenant]]\nname = \"acme\"\n")
                .with(
                        "users.toml",
                        "[[user]]\nname = \"shop\"\ntenant = \"acme\"\npassword = \"$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g\"\n")
                .with("rules.toml", rules);
    }

    private RoutingRules rules(String text) {
        return new RoutingRules(configured(text).usable().rules());
    }

    private static Letter letter(String sender) {
        return new Letter(path(sender), name -> List.of(), "", "smtp", "default", "");
    }

    private static ReversePath path(String sender) {
        return ReversePath.parse(sender).orElseThrow();
    }

    private static Mailbox to(String address) {
        return Mailbox.parse(address).orElseThrow();
    }

    private static String campaign(Optional<RoutingRule> rule) {
        return rule.flatMap(RoutingRule::setCampaign).orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, x@a.example, true",
        "a.example, x@b.a.example, false",
        "*.a.example, x@b.a.example, true",
        "*.a.example, x@a.example, false",
        "*, x@a.example, true",
        "*, <>, false",
        "<>, <>, true",
        "<>, x@a.example, false",
        "news@a.example, NEWS@a.example, true",
        "news@a.example, old@a.example, false",
        "news-*@a.example, news-7@a.example, true",
        "news-*@*.a.example, news-7@b.a.example, true",
        "n*s*@a.example, newsletter@a.example, true",
        "n*s*@a.example, newletter@a.example, false",
        "B\u00fccher.example, x@xn--bcher-kva.example, true",
    })
    void aSenderFitsItsPattern(String pattern, String sender, boolean fits) {
        assertThat(rules("[[rule]]\nsender = \"" + pattern + "\"\n")
                        .find(letter(sender), to("r@r.example"))
                        .isPresent())
                .isEqualTo(fits);
    }

    @Test
    void theFirstRuleCountsWhateverItIsFiledUnder() {
        RoutingRules rules = rules("""
                [[rule]]
                sender = "x@a.example"
                set-campaign = "one"
                [[rule]]
                recipient = "r.example"
                set-campaign = "two"
                [[rule]]
                sender = "*.example"
                set-campaign = "three"
                [[rule]]
                set-campaign = "four"
                """);

        assertThat(campaign(rules.find(letter("x@a.example"), to("r@r.example"))))
                .isEqualTo("one");
        assertThat(campaign(rules.find(letter("y@a.example"), to("r@r.example"))))
                .isEqualTo("two");
        assertThat(campaign(rules.find(letter("y@a.example"), to("r@s.example"))))
                .isEqualTo("three");
        assertThat(campaign(rules.find(letter(""), to("r@s.example")))).isEqualTo("four");
    }

    @Test
    void allConditionsOfARuleHoldAndOneValueOfEach() {
        RoutingRules rules = rules("""
                [[rule]]
                user = "shop"
                tenant = ["acme", "default"]
                listener = "smtp"
                campaign = ["spring-*", "autumn"]
                [[rule.header]]
                name = "X-Type"
                value = ["promo*", "sale"]
                [[rule.header]]
                name = "x-brand"
                """);
        Map<String, List<String>> fields = Map.of("x-type", List.of("other", "PROMO 7"), "x-brand", List.of("b"));

        var fitting = new Letter(
                path("a@b.example"), name -> fields.getOrDefault(name, List.of()), "shop", "smtp", "acme", "Spring-1");
        assertThat(rules.find(fitting, to("r@r.example"))).isPresent();
        assertThat(rules.find(
                        new Letter(fitting.sender(), fitting.header(), "", "smtp", "acme", "autumn"),
                        to("r@r.example")))
                .isEmpty();
        assertThat(rules.find(
                        new Letter(fitting.sender(), name -> List.of(), "shop", "smtp", "acme", "autumn"),
                        to("r@r.example")))
                .isEmpty();
        assertThat(rules.find(
                        new Letter(fitting.sender(), fitting.header(), "shop", "smtp", "acme", "winter"),
                        to("r@r.example")))
                .isEmpty();
    }

    @Test
    void aListStandsForItsDomains() {
        Policy policy = configured("[[rule]]\nrecipient = [\"@big\", \"vip@small.example\"]\nset-campaign = \"x\"\n")
                .with("lists.toml", "[lists]\nbig = [\"a.example\", \"*.b.example\"]\n")
                .usable();
        var rules = new RoutingRules(policy.rules());

        assertThat(rules.find(letter(""), to("r@a.example"))).isPresent();
        assertThat(rules.find(letter(""), to("r@c.b.example"))).isPresent();
        assertThat(rules.find(letter(""), to("vip@small.example"))).isPresent();
        assertThat(rules.find(letter(""), to("r@small.example"))).isEmpty();
        assertThat(rules.find(letter(""), to("vip@small.example").domain())).isEmpty();
    }

    @Test
    void anAdversaryCannotMakeAPatternSlow() {
        Glob glob = Glob.of("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b");

        assertThat(glob.matches("a".repeat(100_000) + "c")).isFalse();
        assertThat(Glob.of("ab*ba").matches("aba")).isFalse();
    }

    @Test
    void theIndexAnswersWhatReadingAllRulesInOrderWould() {
        var chance = new Random(7);
        var made = new ArrayList<RoutingRule>();
        for (int i = 0; i < 5000; i++) {
            made.add(random(chance));
        }
        var rules = new RoutingRules(made);
        List<RuleConditions> all = made.stream().map(RuleConditions::new).toList();
        int found = 0;
        for (int i = 0; i < 2000; i++) {
            Map<String, List<String>> fields = Map.of("x-type", List.of("t" + chance.nextInt(40)));
            var letter = new Letter(
                    path("l" + chance.nextInt(3) + "@" + domain(chance)),
                    name -> fields.getOrDefault(name, List.of()),
                    "u" + chance.nextInt(30),
                    "smtp",
                    "t" + chance.nextInt(30),
                    "c" + chance.nextInt(30));
            var recipient = to("l" + chance.nextInt(3) + "@" + domain(chance));
            Optional<RoutingRule> expected = Optional.empty();
            for (int place = 0; place < made.size() && expected.isEmpty(); place++) {
                if (all.get(place)
                        .hold(letter, recipient.localPart(), recipient.domain().name())) {
                    expected = Optional.of(made.get(place));
                }
            }
            Optional<RoutingRule> answer = rules.find(letter, recipient);
            assertThat(answer).isEqualTo(expected);
            found += answer.isPresent() ? 1 : 0;
        }
        assertThat(found).isBetween(100, 1999);
    }

    private static String domain(Random chance) {
        return String.format(Locale.ROOT, "d%d.e%d.example", chance.nextInt(20), chance.nextInt(400));
    }

    private static Optional<Texts> maybe(Random chance, String text) {
        return chance.nextInt(3) == 0 ? Optional.of(Texts.of(text, text + "x")) : Optional.empty();
    }

    private static RoutingRule random(Random chance) {
        String pattern = switch (chance.nextInt(4)) {
            case 0 -> "*." + domain(chance).substring(domain(chance).indexOf('.') + 1);
            case 1 -> "l1@" + domain(chance);
            default -> domain(chance);
        };
        List<RoutingRule.Field> header = chance.nextInt(4) == 0
                ? List.of(new RoutingRule.Field("X-Type", Texts.of("t" + chance.nextInt(40))))
                : List.of();
        return new RoutingRule(
                Optional.of(Texts.of(pattern)).filter(one -> chance.nextBoolean()),
                Optional.of(Texts.of(domain(chance), "*.e" + chance.nextInt(400) + ".example")),
                header,
                maybe(chance, "u" + chance.nextInt(30)),
                Optional.empty(),
                maybe(chance, "t" + chance.nextInt(30)),
                maybe(chance, "c" + chance.nextInt(30)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(chance.nextInt(10)),
                Optional.empty(),
                false,
                Origin.BUILT_IN);
    }
}

package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.api.policy.RoutingRule;
import veredus.api.policy.Texts;
import veredus.engine.envelope.Envelope;
import veredus.engine.envelope.Message;

/** What rules decide of mail that comes in. */
@Timeout(60)
class RoutingTest {
    private static final String PLAIN = "Subject: x\r\n\r\nHello.";

    @SuppressWarnings("NullAway.Init") // every test opens its own, as it needs it
    private ListenerFixture fixture;

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ListenerFixture.Plan plan() {
        return ListenerFixture.plan()
                .pool("bulk")
                .pool("trial")
                .tenant("acme", Optional.of("bulk"), List.of(), List.of());
    }

    private static Optional<Texts> any(String... texts) {
        return Optional.of(Texts.of(texts));
    }

    private String send(ListenerFixture.Plan plan, String message, String sender, String... recipients)
            throws Exception {
        fixture = plan.open();
        try (var client = SmtpClient.greeted(fixture.address())) {
            client.begin(sender, recipients);
            client.send(message + "\r\n.\r\n");
            return client.reply();
        }
    }

    private Envelope envelope() {
        return fixture.accepted.getFirst().envelope();
    }

    @Test
    void theFirstRuleThatFitsDecides() throws Exception {
        var plan = plan().rule(Map.of("sender", any("other.example"), "setPool", Optional.of("trial")))
                .rule(Map.of(
                        "sender",
                        any("*.sender.example"),
                        "header",
                        List.of(new RoutingRule.Field("X-Type", Texts.of("promo*"))),
                        "setPool",
                        Optional.of("bulk"),
                        "setCampaign",
                        Optional.of("spring"),
                        "setPriority",
                        Optional.of(8),
                        "setRoute",
                        Optional.of("relay")))
                .rule(Map.of("setPool", Optional.of("trial")));
        send(plan, "x-type: Promotion\r\n" + PLAIN, "news@a.sender.example", "r@r.example");

        assertThat(envelope().pool()).isEqualTo("bulk");
        assertThat(envelope().campaign()).isEqualTo("spring");
        assertThat(envelope().priority()).isEqualTo(8);
        assertThat(envelope().route()).isEqualTo("relay");
    }

    @Test
    void whatAMessageNamesStandsAboveARule() throws Exception {
        var plan = plan().rule(Map.of(
                "setPool", Optional.of("bulk"), "setCampaign", Optional.of("c"), "setPriority", Optional.of(8)));
        send(plan, "X-Virtual-MTA: trial\r\nX-Priority-Class: 1\r\n" + PLAIN, "a@b.example", "r@r.example");

        assertThat(envelope().pool()).isEqualTo("trial");
        assertThat(envelope().priority()).isEqualTo(1);
        assertThat(envelope().campaign()).isEqualTo("c");
    }

    @Test
    void aRuleThatOverridesStandsAboveWhatAMessageNames() throws Exception {
        var plan = plan().rule(Map.of("setPool", Optional.of("bulk"), "override", true));
        send(plan, "X-Virtual-MTA: trial\r\nX-Job: own\r\n" + PLAIN, "a@b.example", "r@r.example");

        assertThat(envelope().pool()).isEqualTo("bulk");
        assertThat(envelope().campaign()).isEqualTo("own");
    }

    @Test
    void aRuleStandsAboveThePoolOfTheTenant() throws Exception {
        var plan = plan().rule(Map.of("tenant", any("acme"), "setPool", Optional.of("trial")));
        send(plan, "X-Tenant: acme\r\n" + PLAIN, "a@b.example", "r@r.example");

        assertThat(envelope().pool()).isEqualTo("trial");
    }

    @Test
    void aRuleThatSetsNothingExemptsItsMail() throws Exception {
        var plan = plan().rule(Map.of("recipient", any("vip@r.example"))).rule(Map.of("setPool", Optional.of("bulk")));
        send(plan, PLAIN, "a@b.example", "vip@r.example");

        assertThat(envelope().pool()).isEqualTo("default");
    }

    @Test
    void recipientsForWhomElseIsDecidedBecomeAMessageOfTheirOwn() throws Exception {
        var plan = plan().rule(Map.of("recipient", any("big.example"), "setPool", Optional.of("bulk")));
        String reply =
                send(plan, "Subject: x\r\n\r\n..dot", "a@b.example", "1@r.example", "2@big.example", "3@r.example");

        assertThat(fixture.accepted).hasSize(2);
        Message first = fixture.accepted.getFirst();
        Message second = fixture.accepted.getLast();
        assertThat(reply)
                .startsWith("250")
                .contains(first.id().toString(), second.id().toString());
        assertThat(first.envelope().pool()).isEqualTo("default");
        assertThat(first.envelope().recipients())
                .extracting(recipient -> recipient.number() + " " + recipient.address())
                .containsExactly("0 1@r.example", "1 3@r.example");
        assertThat(second.envelope().pool()).isEqualTo("bulk");
        assertThat(second.envelope().recipients())
                .extracting(recipient -> recipient.number() + " " + recipient.address())
                .containsExactly("0 2@big.example");
        assertThat(fixture.stored(first)).contains("id " + first.id()).endsWith("Subject: x\r\n\r\n.dot\r\n");
        assertThat(fixture.stored(second)).contains("id " + second.id()).endsWith("Subject: x\r\n\r\n.dot\r\n");
    }

    @Test
    void aLargeMessageIsWholeInEachOfItsShares() throws Exception {
        String line = "0123456789abcdef".repeat(60) + "\r\n";
        String body = "Subject: x\r\n\r\n" + line.repeat(300);
        var plan = plan().rule(Map.of("recipient", any("big.example"), "setPool", Optional.of("bulk")));
        send(plan, body, "a@b.example", "1@r.example", "2@big.example");

        assertThat(fixture.accepted).hasSize(2);
        assertThat(fixture.stored(fixture.accepted.getFirst())).endsWith(body + "\r\n");
        assertThat(fixture.stored(fixture.accepted.getLast())).endsWith(body + "\r\n");
    }

    @Test
    void aMessageThatWouldBecomeTooManyIsPutOffWhole() throws Exception {
        var plan = plan();
        String[] recipients = new String[21];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "r@d" + i + ".example";
            plan.rule(Map.of("recipient", any("d" + i + ".example"), "setCampaign", Optional.of("c" + i)));
        }
        assertThat(send(plan, PLAIN, "a@b.example", recipients)).startsWith("452 4.5.3");
        assertThat(fixture.accepted).isEmpty();
    }
}

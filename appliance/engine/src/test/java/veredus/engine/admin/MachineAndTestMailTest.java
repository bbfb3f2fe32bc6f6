package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static veredus.engine.admin.RunningHouse.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.api.admin.MachineView;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.admin.TraceView;
import veredus.api.policy.IpLiteral;

/** What the first set-up asks of a running engine: the machine's name and addresses, and a message that goes out now. */
@Timeout(120)
class MachineAndTestMailTest {
    private static final String QUEUE = ":default@later.example/all";

    @TempDir
    private Path directory;

    private RunningHouse house;

    @BeforeEach
    void start() throws Exception {
        house = RunningHouse.open(directory);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private static TestMailRequest mail(String sender, String recipient) {
        return new TestMailRequest(sender, recipient, Optional.empty());
    }

    @Test
    void theMachineSaysItsAddressesAndAsksNobodyUnlessANameIsGiven() throws Exception {
        MachineView machine = house.client().machine(Optional.empty());

        assertThat(machine.hostName()).isNotEmpty();
        assertThat(machine.asked()).isEmpty();
        assertThat(machine.addresses()).anySatisfy(address -> {
            assertThat(address.address()).isEqualTo("127.0.0.1");
            assertThat(address.interfaceName()).isEqualTo("lo");
            assertThat(address.scope()).isEqualTo(MachineView.Scope.LOOPBACK);
            assertThat(address.names()).isEmpty();
        });
    }

    @Test
    void aNameIsLookedUpWhereItLeads() throws Exception {
        MachineView.NameView known =
                house.client().machine(Optional.of("mx.good.example")).asked().orElseThrow();
        assertThat(known.addresses()).containsExactly("127.9.9.11");
        assertThat(known.isOurs()).isFalse();
        assertThat(known.problem()).isEmpty();

        MachineView.NameView unknown = house.client()
                .machine(Optional.of("mail.nowhere.example"))
                .asked()
                .orElseThrow();
        assertThat(unknown.addresses()).isEmpty();
        assertThat(unknown.problem()).isNotEmpty();

        assertThatThrownBy(() -> house.client().machine(Optional.of("a..b"))).hasMessageContaining("422");
    }

    @Test
    void scopesAreToldApart() {
        Map<MachineView.Scope, List<String>> scopes = Map.of(
                MachineView.Scope.PUBLIC, List.of("192.0.2.1", "100.128.0.1", "2001:db8::1"),
                MachineView.Scope.PRIVATE, List.of("10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "fd00::1"),
                MachineView.Scope.LINK, List.of("169.254.1.1", "fe80::1"),
                MachineView.Scope.LOOPBACK, List.of("127.9.9.9", "::1"));

        scopes.forEach((scope, addresses) -> assertThat(addresses)
                .allSatisfy(address -> assertThat(
                                MachineAnswers.scope(IpLiteral.parse(address).orElseThrow()))
                        .isEqualTo(scope)));
    }

    @Test
    void aTestMailIsDeliveredAtOnceWithItsConversation() throws Exception {
        TestMailView told = house.client().testMail(mail("me@sender.example", "you@good.example"));

        assertThat(told.delivered()).isTrue();
        assertThat(told.trace().vmta()).isEqualTo("vmta-1");
        assertThat(told.trace().lines())
                .extracting(TraceView.Line::text)
                .anySatisfy(line -> assertThat(line).startsWith("MAIL FROM:<me@sender.example>"))
                .anySatisfy(line -> assertThat(line).startsWith("RCPT TO:<you@good.example>"));
        until(() -> house.client().status().delivered() == 1);
        assertThat(house.client().status().queued()).isZero();
    }

    @Test
    void aDeferredTestMailWaitsLikeAnyOther() throws Exception {
        TestMailView told = house.client().testMail(mail("me@sender.example", "you@later.example"));

        assertThat(told.delivered()).isFalse();
        assertThat(told.trace().outcome()).contains(RunningHouse.LATER);
        until(() -> house.client().status().deferred() == 1);
        assertThat(house.client().queue(QUEUE).queue().deliveries()).isEqualTo(1);
        assertThat(house.client().queue(QUEUE).queue().inFlight()).isZero();
        assertThat(house.client().message(told.messageId()).sender()).isEqualTo("me@sender.example");
    }

    @Test
    void whatIsNoAddressOrNoVmtaIsRefusedAndNothingIsStored() throws Exception {
        assertThatThrownBy(() -> house.client().testMail(mail("me", "you@good.example")))
                .hasMessageContaining("sender");
        assertThatThrownBy(() -> house.client().testMail(mail("me@sender.example", "")))
                .hasMessageContaining("recipient");
        assertThatThrownBy(() -> house.client()
                        .testMail(new TestMailRequest("me@sender.example", "you@good.example", Optional.of("no such"))))
                .hasMessageContaining("vMTA");
        assertThat(house.client().status().queued()).isZero();
    }
}

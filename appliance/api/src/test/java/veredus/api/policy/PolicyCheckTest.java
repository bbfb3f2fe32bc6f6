package veredus.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PolicyCheckTest {
    private static final String VMTAS = "[[vmta]]\nname = \"default\"\n[[vmta]]\nname = \"m1\"\n";

    @TempDir
    Path directory = Path.of("");

    private List<String> problems(String file, String text) {
        var config = new ConfigDirectory(directory);
        if (!file.equals("vmtas.toml")) {
            config.with("vmtas.toml", VMTAS);
        }
        return config.with(file, text).problems();
    }

    private void only(String file, String text, String start) {
        assertThat(problems(file, text)).singleElement().asString().startsWith(start);
    }

    @Test
    void anUnknownDefaultPoolIsAnError() {
        only(
                "server.toml",
                "[server]\ndefault-pool = \"defalt\"\n",
                "server.toml:2:1: default-pool \"defalt\" is neither a vMTA nor a pool; did you mean \"default\"?");
    }

    @Test
    void aNameWithoutDomainIsWarnedOfWhereverItComesFrom() {
        only(
                "server.toml",
                "[server]\nhost-name = \"mail\"\n",
                "server.toml:2:1: warning: our name is \"mail\", which has no domain: many receivers refuse such an EHLO");
        assertThat(machine("mail")).singleElement().asString().contains("the machine's, \"mail\", which has no domain");
        assertThat(machine("mail.example.com")).isEmpty();
    }

    private List<PolicyProblem> machine(String name) {
        new ConfigDirectory(directory).with("server.toml", "[server]\n");
        return PolicyReader.check(directory, Set.of(), Optional.of(name), Instant.EPOCH)
                .problems();
    }

    @Test
    void aSmallMessageLimitNeedsNoOtherHeaderLimit() {
        Policy policy = new ConfigDirectory(directory)
                .with("listeners.toml", "[[listener]]\nmax-message-size = \"64KiB\"\n")
                .policy();
        assertThat(policy.listeners().getFirst().headerLimit()).hasToString("64KiB");
    }

    @Test
    void withoutAnyOutputThereIsOneOfJsonLines() {
        Policy policy = new ConfigDirectory(directory).policy();
        assertThat(policy.accounting().outputs()).containsExactly(RecordDefaults.of(AccountingPolicy.Output.class));
        assertThat(policy.accounting().outputs().getFirst().format()).isEqualTo(AccountingPolicy.Format.JSON);
    }

    @Test
    void anEmptyListOfOutputsIsNone() {
        Policy policy = new ConfigDirectory(directory)
                .with("accounting.toml", "[accounting]\noutputs = []\n")
                .policy();
        assertThat(policy.accounting().outputs()).isEmpty();
    }

    @Test
    void theImplicitVmtaIsGoneOnceThereAreOthers() {
        only("vmtas.toml", "[[vmta]]\nname = \"m1\"\n", "server.toml:1:1: default-pool \"default\" is neither");
    }

    @Test
    void aMemberThatIsNoVmtaIsAnErrorWhereItStands() {
        only(
                "vmtas.toml",
                VMTAS + "[[pool]]\nname = \"p\"\nmembers = [\n  { vmta = \"m1\" },\n  { vmta = \"m2\" }]\n",
                "vmtas.toml:9:5: pool \"p\": there is no vMTA \"m2\"; did you mean \"m1\"?");
    }

    @Test
    void aPoolWithoutWeightIsAnError() {
        only(
                "vmtas.toml",
                VMTAS + "[[pool]]\nname = \"p\"\nmembers = [{ vmta = \"m1\", weight = 0 }]\n",
                "vmtas.toml:7:1: pool \"p\": all weights are zero");
    }

    @Test
    void aNameThatIsTakenIsAnErrorThatSaysWhere() {
        only(
                "vmtas.toml",
                VMTAS + "[[vmta]]\nname = \"m1\"\n",
                "vmtas.toml:6:1: vMTA \"m1\" is there twice, first at vmtas.toml:4");
    }

    @Test
    void aPoolCannotHaveTheNameOfAVmta() {
        only(
                "vmtas.toml",
                VMTAS + "[[pool]]\nname = \"m1\"\nmembers = [{ vmta = \"m1\" }]\n",
                "vmtas.toml:6:1: pool \"m1\" has the name of a vMTA");
    }

    @Test
    void aNameThatWouldBreakQueueNamesIsAnError() {
        only("tenants.toml", "[[tenant]]\nname = \"a@b\"\n", "tenants.toml:2:1: tenant name \"a@b\" cannot be used");
    }

    @Test
    void aBadSourceAddressIsAnError() {
        only(
                "vmtas.toml",
                VMTAS + "addresses = [\"192.0.2.300\"]\n",
                "vmtas.toml:5:14: addresses: \"192.0.2.300\" cannot be a source address");
    }

    @Test
    void anAddressOfAnotherMachineIsAWarning() {
        List<String> problems = new ConfigDirectory(directory)
                .with("vmtas.toml", VMTAS + "addresses = [\"192.0.2.1\", \"192.0.2.2\"]\n")
                .withLocalAddress("192.0.2.1")
                .problems();

        assertThat(problems)
                .containsExactly(
                        "vmtas.toml:5:27: warning: address 192.0.2.2 is not on this machine; add it to a network"
                                + " interface, or remove it here");
    }

    @Test
    void twoListenersCannotShareAPort() {
        assertThat(
                        problems(
                                "listeners.toml",
                                "[[listener]]\n[[listener]]\nname = \"b\"\naddress = \"0.0.0.0\"\nrelay-networks = [\"10.0.0.0/8\"]\n"))
                .singleElement()
                .asString()
                .startsWith("listeners.toml:2:1: 0.0.0.0:2525 is taken by the listener at listeners.toml:1");
    }

    @Test
    void anOpenRelayIsWarnedOf() {
        only(
                "listeners.toml",
                "[[listener]]\naddress = \"0.0.0.0\"\nrelay-networks = [\"0.0.0.0/0\"]\n",
                "listeners.toml:3:19: warning: relay-networks 0.0.0.0/0 makes this an open relay");
    }

    @Test
    void aListenerThatServesNobodyIsWarnedOf() {
        only(
                "listeners.toml",
                "[[listener]]\naddress = \"0.0.0.0\"\n",
                "listeners.toml:1:1: warning: nobody may send through this listener");
    }

    @Test
    void aCertificateWithoutKeyIsAnError() {
        new ConfigDirectory(directory).with("a.crt", "");

        only(
                "listeners.toml",
                "[[listener]]\ncertificate = \"a.crt\"\n",
                "listeners.toml:2:1: certificate without private-key; set private-key too");
    }

    @Test
    void passwordsInClearAreWarnedOf() {
        only(
                "listeners.toml",
                "[[listener]]\nauth-without-tls = true\n",
                "listeners.toml:2:1: warning: passwords may cross the network in clear");
    }

    @Test
    void anUnknownTenantIsAnErrorForListenersAndUsers() {
        only(
                "listeners.toml",
                "[[listener]]\ntenant = \"defualt\"\n",
                "listeners.toml:2:1: tenant \"defualt\" is not in tenants.toml; did you mean \"default\"?");
        new ConfigDirectory(directory);
        only(
                "users.toml",
                "[[user]]\nname = \"u\"\ntenant = \"x\"\npassword = \"$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA\"\n",
                "users.toml:3:1: user \"u\": tenant \"x\" is not in tenants.toml");
    }

    @Test
    void twoRoutesForADomainAreAnError() {
        only(
                "routes.toml",
                "[[route]]\ndomain = \"a.example\"\nport = 26\n[[route]]\ndomain = \"A.example.\"\nport = 27\n",
                "routes.toml:5:1: there is a route for \"A.example.\" already, at routes.toml:1");
    }

    @Test
    void aRelayNeedsHosts() {
        only(
                "routes.toml",
                "[[route]]\ndomain = \"a.example\"\naction = \"relay\"\n",
                "routes.toml:1:1: a relay route without hosts");
    }

    @Test
    void aRetryRuleThatNeverMatchesIsAWarning() {
        only(
                "retry.toml",
                "[[retry]]\n[[retry]]\n",
                "retry.toml:2:1: warning: this rule never matches: one for \"*\" stands at retry.toml:1");
    }

    @Test
    void aShapingRuleForAnUnknownVmtaIsAnError() {
        only(
                "shaping.d/10.toml",
                "[[path]]\nvmta = \"m2\"\nmax-ready = 5\n",
                "shaping.d/10.toml:2:1: there is no vMTA \"m2\"; did you mean \"m1\"?");
    }

    @Test
    void whatAnUnreadableFileWouldDefineIsNotMissed() {
        assertThat(problems("vmtas.toml", "[[vmta]\n"))
                .allMatch(problem -> problem.startsWith("vmtas.toml:1:"))
                .isNotEmpty();
    }

    @Test
    void aBadValueGivesNoFollowUpProblem() {
        only(
                "vmtas.toml",
                VMTAS + "[[pool]]\nname = \"p\"\nmembers = [{ vmta = \"m1\", weight = -1 }]\n",
                "vmtas.toml:7:27: weight = -1 is out of range");
    }
}

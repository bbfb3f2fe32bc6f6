package veredus.engine.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.policy.Origin;
import veredus.api.policy.Policy;
import veredus.api.policy.VirtualMta.IpFamily;
import veredus.api.policy.VirtualMtaPool;
import veredus.api.policy.VirtualMtaPool.Member;

/** Turns by weight, and addresses in text. */
class SourcePickerTest {
    private static final Policy POLICY = Policies.of(
            List.of(
                    Policies.vmta("a"),
                    Policies.vmta("b"),
                    Policies.vmta("c"),
                    Policies.vmta("off", IpFamily.IPV4_ONLY, false)),
            List.of(
                    new VirtualMtaPool(
                            "pool",
                            List.of(new Member("a", 5), new Member("b", 1), new Member("c", 1), new Member("off", 9)),
                            Origin.BUILT_IN),
                    new VirtualMtaPool("empty", List.of(new Member("off", 1), new Member("a", 0)), Origin.BUILT_IN)),
            List.of());

    private final SourcePicker picker = new SourcePicker(() -> POLICY);

    private List<String> picks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> picker.pick("pool", 0).orElseThrow().name())
                .toList();
    }

    @Test
    void membersTakeTurnsByWeightSpreadOut() {
        assertThat(picks(7)).containsExactly("a", "a", "b", "a", "c", "a", "a");
    }

    @Test
    void weightsHoldForAnyMixOfSalts() {
        var counts = new TreeMap<String, Integer>();
        for (int i = 0; i < 70_000; i++) {
            counts.merge(picker.pick("pool", i).orElseThrow().name(), 1, Integer::sum);
        }
        assertThat(counts.get("a")).isBetween(49_500, 50_500);
        assertThat(counts.get("b")).isBetween(9_500, 10_500);
        assertThat(counts).doesNotContainKey("off");
    }

    @Test
    void aVirtualMtaIsItsOwnPool() {
        assertThat(picker.pick("b", 0).orElseThrow().name()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "off", "empty"})
    void whatCannotBeUsedIsNotPicked(String name) {
        assertThat(picker.pick(name, 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::1, 0:0:0:0:0:0:0:1",
        "2001:db8::, 2001:db8:0:0:0:0:0:0",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::192.0.2.1, 64:ff9b:0:0:0:0:c000:201"
    })
    void addressesAreRead(String text, String shown) {
        assertThat(NumericAddress.parse(text).orElseThrow().getHostAddress()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "::1%eth0",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                ":1:2:3:4:5:6:7:8",
                "1.2.3.4::1",
                "g::1",
                "host.test",
                "2130706433"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(NumericAddress.parse(text)).isEmpty();
    }
}

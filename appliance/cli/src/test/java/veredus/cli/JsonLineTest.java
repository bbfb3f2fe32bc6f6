package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One object on one line. */
class JsonLineTest {

    @Test
    void membersStandInTheirOrder() {
        assertThat(new JsonLine().with("b", 1).with("a", true).with("c", 0.5))
                .hasToString("{\"b\":1,\"a\":true,\"c\":0.500}");
    }

    @Test
    void textIsEscaped() {
        assertThat(new JsonLine().with("a", "say \"hi\\\"\n")).hasToString("{\"a\":\"say \\\"hi\\\\\\\"\\u000a\"}");
    }
}

package veredus.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that stand in a file are not shown, in whichever way TOML lets them be written. */
class SecretMaskTest {
    private final SecretMask mask = new SecretMask();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password = \"hunter2\"",
                "password='hunter2'",
                "\"password\" = \"hunter2\"",
                "x = { name = \"a\", password = \"hunter2\" }",
                "user.password = \"hunter2\"",
                "scram = \"\"\"\nhunter2\"\"\"",
                "scram = '''hunter2'''",
                "password = \"say \\\"hunter2\\\"\""
            })
    void aSecretIsMasked(String toml) {
        String shown = mask.mask(toml + "\nbanner = \"x\"");

        assertThat(shown).doesNotContain("hunter2").contains(SecretMask.MASK, "banner = \"x\"");
        assertThat(mask.isMasked(shown)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password = \"file:relay.secret\"",
                "password = \"env:RELAY\"",
                "password = \"vault:relay#word\"",
                "vault-token = \"credential:vault-token\"",
                "banner = \"hunter2\""
            })
    void whatIsNoSecretIsShown(String toml) {
        assertThat(mask.mask(toml)).isEqualTo(toml);
        assertThat(mask.isMasked(toml)).isFalse();
    }
}

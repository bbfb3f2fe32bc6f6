package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the machine calls itself. */
class MachineNameTest {
    @ParameterizedTest
    @CsvSource({
        "mail.example.com, true",
        "mail, false",
        "localhost, false",
        "localhost.localdomain, false",
        "192.0.2.7, false",
        "2001:db8::7, false",
        ".example, false",
    })
    void onlyANameWithADomainNamesItToOthers(String name, boolean qualified) {
        assertThat(MachineName.isQualified(name)).isEqualTo(qualified);
    }

    @Test
    void itHasANameThatCanBeUsed() {
        assertThat(MachineName.find()).matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    }
}

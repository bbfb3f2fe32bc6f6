package veredus.engine.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import veredus.api.policy.DsnPolicy;
import veredus.engine.accounting.MemoryDisk;
import veredus.mail.report.ReportTemplate;

class NoticeTemplatesTest {
    private static final DsnPolicy POLICY = new DsnPolicy(
            true,
            Optional.empty(),
            "x",
            true,
            Optional.of("failure.txt"),
            Optional.empty(),
            Optional.empty(),
            0,
            java.time.Duration.ofHours(1));

    private static NoticeTemplates load(String text) {
        var disk = new MemoryDisk();
        disk.put("failure.txt", text);
        return NoticeTemplates.load(disk, POLICY, Path.of("/acct"));
    }

    @Test
    void aFileReplacesTheBuiltInText() {
        NoticeTemplates templates = load("Subject: Nicht zugestellt\n\nAn {{recipients}}\n");

        assertThat(templates.problems()).isEmpty();
        assertThat(templates.failure()).isEqualTo(new ReportTemplate("Nicht zugestellt", "An {{recipients}}\n"));
        assertThat(templates.delay()).isEqualTo(ReportTemplate.DELAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no subject\n\ntext",
                "Subject: x",
                "Subject: x\n\n",
                "Subject: x\n\n{{nobody}}",
                "Subject: x\n\n{{"
            })
    void aBrokenFileIsReportedAndTheBuiltInTextStandsIn(String text) {
        NoticeTemplates templates = load(text);

        assertThat(templates.failure()).isEqualTo(ReportTemplate.FAILURE);
        assertThat(templates.problems()).singleElement().asString().contains("failure.txt is not used");
    }
}

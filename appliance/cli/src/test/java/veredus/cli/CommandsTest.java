package veredus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What all commands have in common, and the pages and scripts that are made of them. */
@Timeout(60)
class CommandsTest {
    /** Commands that answer nothing, or something that has a form of its own. */
    private static final Set<String> WITHOUT_JSON = Set.of(
            "veredus-run",
            "veredus-relay",
            "veredus-web",
            "veredus-password",
            "veredus-simulate",
            "veredus-message-body",
            "veredus-config-schema",
            "veredus-completion",
            "veredus-man",
            "veredus-pmta",
            "veredus-generate-completion");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();

    private static List<CommandSpec> all() {
        return ManPage.all(Main.commandLine().getCommandSpec());
    }

    @TestFactory
    Stream<DynamicTest> everyCommandHasADescriptionExitCodesAndJson() {
        return all().stream()
                .map(spec -> DynamicTest.dynamicTest(ManPage.name(spec), () -> {
                    assertThat(spec.usageMessage().description()).isNotEmpty();
                    assertThat(spec.usageMessage().exitCodeList()).containsKeys("0", "1", "2", "69", "70", "78");
                    assertThat(spec.optionsMap()).containsKey("--help");
                    if (spec.subcommands().isEmpty() && !WITHOUT_JSON.contains(ManPage.name(spec))) {
                        assertThat(spec.optionsMap()).containsKey("--json");
                    }
                    assertThat(spec.options())
                            .allSatisfy(
                                    option -> assertThat(option.description()).isNotEmpty());
                    assertThat(spec.positionalParameters())
                            .allSatisfy(parameter ->
                                    assertThat(parameter.description()).isNotEmpty());
                }));
    }

    @Test
    void theExceptionsAreCommands() {
        assertThat(all().stream().map(ManPage::name)).containsAll(WITHOUT_JSON);
    }

    @Test
    void everyCommandHasAManualPage() throws Exception {
        assertThat(execute("man", "--to", directory.toString())).isZero();
        assertThat(directory.resolve("veredus-queue-move.1")).content().contains(".SH SYNOPSIS", "\\-\\-to\\-pool");
        try (Stream<Path> pages = Files.list(directory)) {
            assertThat(pages.count()).isEqualTo(all().size());
        }
        assertThat(directory.resolve("veredus.1")).content().doesNotContain("${", "@|");
    }

    @Test
    void onNoTerminalAPageIsWrittenAsItIs() {
        assertThat(execute("man", "queue", "delete")).isZero();
        assertThat(out.toString()).startsWith(".TH \"VEREDUS-QUEUE-DELETE\" 1").contains(".SH EXIT STATUS");
        assertThat(execute("man", "que")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void bashAndZshGetAScript() {
        assertThat(execute("completion", "bash")).isZero();
        assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("--undo-within", "resolve");
        assertThat(execute("completion", "zsh")).isZero();
        assertThat(out.toString()).contains("#compdef veredus", "bashcompinit");
        assertThat(execute("completion", "tcsh")).isEqualTo(ExitCode.USAGE);
    }

    private int execute(String... words) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(new StringWriter()));
        return command.execute(words);
    }
}

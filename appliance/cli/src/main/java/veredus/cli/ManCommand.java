package veredus.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veredus man}: manual pages, made of the commands themselves. */
@Command(
        name = "man",
        description = "Show the manual page of a command; on no terminal, write its source.",
        mixinStandardHelpOptions = true)
final class ManCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Such as: queue move. Without: veredus itself.")
    private List<String> words = List.of();

    @Option(names = "--to", paramLabel = "DIR", description = "Write the pages of all commands there, as NAME.1.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine named = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = named.getSubcommands().get(word);
            if (next == null) {
                throw new CommandFailure(ExitCode.USAGE, "there is no command " + String.join(" ", words));
            }
            named = next;
        }
        if (directory != null) {
            writeAll(directory, named.getCommandSpec());
            return ExitCode.OK;
        }
        String page = ManPage.of(named.getCommandSpec());
        if (!Terminal.isThere()) {
            spec.commandLine().getOut().print(page);
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        return show(page);
    }

    private static void writeAll(Path directory, CommandSpec from) throws IOException {
        Files.createDirectories(directory);
        for (CommandSpec each : ManPage.all(from)) {
            Files.writeString(directory.resolve(ManPage.name(each) + ".1"), ManPage.of(each));
        }
    }

    private static int show(String page) throws IOException, InterruptedException {
        Process man = new ProcessBuilder("man", "-l", "-")
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Writer in = new OutputStreamWriter(man.getOutputStream(), StandardCharsets.UTF_8)) {
            in.write(page);
        }
        return man.waitFor() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}

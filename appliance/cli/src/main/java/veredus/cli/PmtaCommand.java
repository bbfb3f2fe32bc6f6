package veredus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code veredus pmta}: the verbs that PowerMTA's operators know, translated into our own commands. */
@Command(
        name = "pmta",
        description = {
            "Take a command line of PowerMTA's pmta, so that runbooks keep working.",
            "What there is: 'veredus pmta --list'. An option --reason, which pmta does not know, is taken too."
        },
        customSynopsis = "veredus pmta [--list] [--translate] VERB...",
        mixinStandardHelpOptions = true)
final class PmtaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "List the verbs with our own commands for them.")
    private boolean list;

    @Option(names = "--translate", description = "Only say which of our commands it is.")
    private boolean translate;

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (list) {
            var table = new Table("PMTA", "VEREDUS");
            PmtaVerbs.ALL.forEach(verb -> table.add((verb.words() + " " + verb.usage()).strip(), verb.ours()));
            out.println(table.in(Look.of(spec)));
            return ExitCode.OK;
        }
        if (words.isEmpty()) {
            spec.commandLine().usage(spec.commandLine().getErr());
            return ExitCode.USAGE;
        }
        List<String> ours = PmtaVerbs.translate(words);
        if (translate) {
            out.println("veredus "
                    + String.join(" ", ours.stream().map(PmtaCommand::quoted).toList()));
            return ExitCode.OK;
        }
        CommandLine command = Main.commandLine();
        command.setOut(out);
        command.setErr(spec.commandLine().getErr());
        var line = new ArrayList<String>();
        line.add("--color=" + (spec.root().userObject() instanceof Main main ? main.color() : Look.When.AUTO));
        line.addAll(ours);
        return command.execute(line.toArray(String[]::new));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

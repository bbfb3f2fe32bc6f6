package veredus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command in man(7)'s macros, made of what the command says of itself. */
final class ManPage {
    private final CommandSpec spec;
    private final StringBuilder text = new StringBuilder();

    private ManPage(CommandSpec spec) {
        this.spec = spec;
    }

    /** The name under which the page is found, such as {@code veredus-queue-move}. */
    static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    /** The page. */
    static String of(CommandSpec spec) {
        return new ManPage(spec).write();
    }

    /** A command and all below it that are shown, each once. */
    static List<CommandSpec> all(CommandSpec spec) {
        var all = new ArrayList<CommandSpec>();
        all.add(spec);
        for (CommandLine below : below(spec)) {
            all.addAll(all(below.getCommandSpec()));
        }
        return all;
    }

    private static List<CommandLine> below(CommandSpec spec) {
        return spec.subcommands().values().stream()
                .distinct()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .toList();
    }

    private String write() {
        macro("TH", "\"" + name(spec).toUpperCase(Locale.ROOT) + "\" 1 \"\" \"Veredus\" \"Veredus\"");
        section("NAME");
        line(name(spec) + " - " + firstSentence());
        section("SYNOPSIS");
        macro("nf", "");
        line(spec.commandLine().getHelp().synopsis(0).strip());
        macro("fi", "");
        section("DESCRIPTION");
        lines(spec.usageMessage().description());
        List<PositionalParamSpec> parameters = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        if (!parameters.isEmpty()) {
            section("PARAMETERS");
            parameters.forEach(parameter -> argument(parameter.paramLabel(), parameter));
        }
        if (!options.isEmpty()) {
            section("OPTIONS");
            for (OptionSpec option : options) {
                String names = String.join(", ", option.names());
                argument(option.arity().max() > 0 ? names + " " + option.paramLabel() : names, option);
            }
        }
        List<CommandLine> below = below(spec);
        if (!below.isEmpty()) {
            section("COMMANDS");
            for (CommandLine command : below) {
                macro("TP", "");
                line("\\fB" + escaped(command.getCommandName()) + "\\fR");
                lines(command.getCommandSpec().usageMessage().description());
            }
        }
        section("EXIT STATUS");
        spec.usageMessage().exitCodeList().forEach((code, meaning) -> {
            macro("TP", "");
            line("\\fB" + code + "\\fR");
            line(escaped(meaning));
        });
        footer();
        return text.toString();
    }

    private void footer() {
        if (spec.usageMessage().footer().length > 0) {
            section("NOTES");
            lines(spec.usageMessage().footer());
        }
        if (spec.parent() != null) {
            section("SEE ALSO");
            line("\\fB" + escaped(name(spec.parent())) + "\\fR(1)");
        }
    }

    private String firstSentence() {
        String[] description = spec.usageMessage().description();
        return description.length == 0 ? "" : escaped(plain(description[0]));
    }

    private void argument(String label, ArgSpec argument) {
        macro("TP", "");
        line("\\fB" + escaped(label) + "\\fR");
        lines(argument.description());
    }

    private void section(String title) {
        macro("SH", title);
    }

    private void macro(String name, String rest) {
        text.append('.').append(name).append(rest.isEmpty() ? "" : " " + rest).append('\n');
    }

    private void lines(String[] described) {
        for (String line : described) {
            String shown = plain(line);
            if (!shown.isBlank()) {
                line(escaped(shown));
            }
        }
    }

    private void line(String shown) {
        // A point or a quote at the start would be a macro.
        shown.lines()
                .forEach(line -> text.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                        .append(line)
                        .append('\n'));
    }

    private static String plain(String text) {
        return Ansi.OFF.string(text).replace("%n", " ").replace("%%", "%").strip();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}

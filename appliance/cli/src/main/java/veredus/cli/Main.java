package veredus.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code veredus} command. What is asked for goes to standard output, everything else to standard error; what goes
 * wrong is one line there. Exit codes: see {@link ExitCode}.
 */
@Command(
        name = "veredus",
        description = "A mail transfer agent for sending a lot of mail.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class,
        subcommands = {
            TryCommand.class,
            RunCommand.class,
            RelayCommand.class,
            BenchCommand.class,
            ConfigCommand.class,
            PasswordCommand.class,
            SimulateCommand.class,
            SourceCommand.class,
            StatusCommand.class,
            SitesCommand.class,
            ActionsCommand.class,
            QueueCommand.class,
            MessageCommand.class,
            TraceCommand.class,
            ResolveCommand.class,
            MachineCommand.class,
            TopCommand.class,
            PmtaCommand.class,
            VmtaCommand.class,
            ReloadCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            WebCommand.class,
            CrashTestCommand.class,
            LoadCommand.class,
            SpoolCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            ManCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            defaultValue = "AUTO",
            description = "Write tables and colours: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}, on a terminal).")
    private Look.When color = Look.When.AUTO;

    private @Nullable Look look;

    public static void main(String[] arguments) {
        // Helidon logs through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(commandLine().execute(arguments));
    }

    /** The command with all its subcommands, ready to execute. */
    static CommandLine commandLine() {
        var command = new CommandLine(new Main());
        explainExitCodes(command);
        return command.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::executed)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed);
    }

    /** Help has the colours that answers have. */
    private static int executed(ParseResult parsed) {
        boolean help = false;
        for (ParseResult each = parsed; each != null; each = each.subcommand()) {
            help |= each.isUsageHelpRequested();
        }
        if (help) {
            CommandSpec root = parsed.commandSpec().root();
            boolean colours = Look.of(root).colours();
            root.commandLine().setColorScheme(Help.defaultColorScheme(colours ? Help.Ansi.ON : Help.Ansi.OFF));
        }
        return new RunLast().execute(parsed);
    }

    Look.When color() {
        return color;
    }

    /** How answers are written. */
    Look look() {
        Look known = look;
        if (known == null) {
            known = Look.of(color, System.getenv(), color != Look.When.ALWAYS && Terminal.isWrittenTo());
            look = known;
        }
        return known;
    }

    private static void explainExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.meanings());
        command.getSubcommands().values().forEach(Main::explainExitCodes);
    }

    /** Without a command: how to use it. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private static int misused(ParameterException misuse, String[] arguments) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(line(misuse));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
            err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println(line(failure));
        return failure instanceof CommandFailure stated ? stated.exitCode() : ExitCode.FAILED;
    }

    /** The failure in one line: what each cause adds. */
    static String line(Throwable failure) {
        var text = new StringBuilder("veredus: ");
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 5; depth++) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (text.indexOf(message) < 0) {
                text.append(depth == 0 ? "" : ": ").append(message.replaceAll("\\s*\\R\\s*", " "));
            }
            cause = cause.getCause();
        }
        return text.toString();
    }
}

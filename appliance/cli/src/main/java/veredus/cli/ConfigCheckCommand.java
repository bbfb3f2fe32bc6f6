package veredus.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.AdminJson;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.world.real.MachineName;
import veredus.world.real.RealNetwork;
import veredus.world.real.RealThreads;
import veredus.world.real.RealTime;

/** {@code veredus config check}: every problem at once; the exit code says whether an engine would start. */
@Command(
        name = "check",
        description = "Name every problem of a configuration directory.",
        footer = {"", "Exit code 0: it can be used; 1: it cannot, or with --strict there are warnings."},
        mixinStandardHelpOptions = true)
final class ConfigCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory.")
    private Path directory;

    @Option(names = "--strict", description = "Let warnings fail too.")
    private boolean strict;

    @Option(
            names = "--elsewhere",
            description = "It is for another machine: do not compare it with the addresses and the name of this one.")
    private boolean elsewhere;

    @Option(names = "--json", description = "Answer with one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PolicyReading reading = PolicyReader.check(
                directory,
                elsewhere ? Set.of() : addresses(),
                elsewhere ? Optional.empty() : Optional.of(MachineName.find()),
                new RealTime().now());
        List<PolicyProblem> problems = reading.problems();
        boolean usable = reading instanceof PolicyReading.Accepted;
        boolean good = usable && !(strict && !problems.isEmpty());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(problems));
        } else {
            Look look = Look.of(spec);
            problems.forEach(problem -> out.println(line(problem, look)));
            out.println(directory
                    + (usable ? " can be used" : " cannot be used")
                    + (usable && !good ? ", but not without warnings" : ""));
        }
        return good ? ExitCode.OK : ExitCode.NO;
    }

    /** A problem with its place in the colour of how bad it is. */
    static String line(PolicyProblem problem, Look look) {
        boolean isError = problem.severity() == PolicyProblem.Severity.ERROR;
        return look.paintStart(Table.printable(problem.toString()), isError ? Look.Hue.BAD : Look.Hue.CARE);
    }

    static String json(List<PolicyProblem> problems) {
        return AdminJson.LENIENT.writeValueAsString(Map.of(
                "problems", problems.stream().map(ConfigCheckCommand::members).toList()));
    }

    private static Map<String, Object> members(PolicyProblem problem) {
        var members = new LinkedHashMap<String, Object>();
        members.put("file", problem.origin().file());
        members.put("line", problem.origin().line());
        members.put("column", problem.origin().column());
        members.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        members.put("message", problem.message());
        members.put("remedy", problem.remedy());
        return members;
    }

    /** The addresses of this machine. */
    static Set<InetAddress> addresses() {
        return new HashSet<>(new RealNetwork(new RealTime(), new RealThreads()).localAddresses());
    }
}

package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.api.policy.PolicyTexts;
import veredus.engine.policy.PolicyDirectory;
import veredus.world.real.RealDisk;
import veredus.world.real.RealTime;

/** Reads a configuration for a command that cannot go on without one. */
final class ConfigurationDirectory {
    private ConfigurationDirectory() {}

    /**
     * The policy; problems are printed to {@code err}, one in a line.
     *
     * @throws CommandFailure when it cannot be used
     */
    static Policy read(Path directory, Set<InetAddress> localAddresses, PrintWriter err) {
        PolicyReading reading = PolicyReader.read(directory, localAddresses, new RealTime().now());
        reading.problems().forEach(err::println);
        return switch (reading) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused ->
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        errors(refused.problems()) + " errors in " + directory + "; nothing was started");
        };
    }

    /**
     * The policy of a reading; where it is refused, its errors are printed to {@code err}. Warnings are for check: here
     * they would stand in the way.
     *
     * @throws CommandFailure when it cannot be used
     */
    static Policy accepted(PolicyReading reading, Path directory, PrintWriter err) {
        return switch (reading) {
            case PolicyReading.Accepted accepted -> accepted.policy();
            case PolicyReading.Refused refused -> {
                refused.problems().forEach(err::println);
                throw new CommandFailure(
                        ExitCode.CONFIGURATION, errors(refused.problems()) + " errors in " + directory);
            }
        };
    }

    /**
     * Finishes or puts back what a crash has left of a change, before an engine reads it; says so on {@code err}.
     *
     * @throws IOException when that cannot be done
     */
    static void mend(Path directory, PrintWriter err) throws IOException {
        new PolicyDirectory(new RealDisk(), directory)
                .mend(new RealTime().now())
                .forEach(err::println);
    }

    /** The texts of its files, by name. */
    static Map<String, String> texts(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                throw new CommandFailure(ExitCode.USAGE, "there is no directory " + directory);
            }
            return PolicyTexts.read(directory).files();
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, directory + " cannot be read: " + unreadable.getMessage());
        }
    }

    static long errors(List<PolicyProblem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == PolicyProblem.Severity.ERROR)
                .count();
    }
}

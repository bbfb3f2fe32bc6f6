package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code veredus version}. */
@Command(name = "version", description = "Say which version this is.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Answer as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? new JsonLine().with("version", version()).with("java", java)
                                : "veredus " + version() + " on Java " + java);
        return ExitCode.OK;
    }

    /** The version of the jar; classes that are not in a jar are a build in progress. */
    static String version() {
        String packaged = VersionCommand.class.getPackage().getImplementationVersion();
        return packaged == null ? "development" : packaged;
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"veredus " + version()};
        }
    }
}

package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.policy.PolicySchemas;
import veredus.api.policy.Spelling;

/** {@code veredus config schema}: JSON Schemas of the configuration's files, for editors. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of a configuration file, for editors.",
        footer = {"", "Without FILE: all of them as one object, by name. In a file: #:schema PATH in its first line."},
        mixinStandardHelpOptions = true)
final class ConfigSchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "A configuration file, such as vmtas.toml or shaping.d/10.toml.")
    private @Nullable String file;

    @Option(names = "--to", paramLabel = "DIR", description = "Write all schemas into this directory instead.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (directory != null) {
            Files.createDirectories(directory);
            for (String name : PolicySchemas.names()) {
                Files.writeString(directory.resolve(name + ".json"), PolicySchemas.schema(name));
            }
            return ExitCode.OK;
        }
        out.print(file == null ? all() : PolicySchemas.schema(name(Path.of(file))));
        out.flush();
        return ExitCode.OK;
    }

    private static String all() {
        var text = new StringBuilder("{");
        for (String name : PolicySchemas.names()) {
            text.append(text.length() > 1 ? ",\n" : "\n")
                    .append('"')
                    .append(name)
                    .append(".toml\": ")
                    .append(PolicySchemas.schema(name).strip());
        }
        return text.append("\n}\n").toString();
    }

    /** Whose file it is: its own name, or that of the {@code .d} directory it is in. */
    private static String name(Path path) {
        Path parent = path.getParent();
        String own = bare(path);
        List<String> names = PolicySchemas.names();
        if (parent != null && parent.toString().endsWith(".d") && names.contains(bare(parent))) {
            return bare(parent);
        }
        if (names.contains(own)) {
            return own;
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "there is no configuration file '" + path + "'; "
                        + Spelling.nearest(own, names)
                                .map(meant -> "did you mean " + meant + ".toml?")
                                .orElse("there are " + String.join(", ", names)));
    }

    private static String bare(Path path) {
        return path.getFileName().toString().replaceFirst("\\.(toml|d)$", "");
    }
}

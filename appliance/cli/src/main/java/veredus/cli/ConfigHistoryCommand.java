package veredus.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyVersion;
import veredus.api.admin.PolicyVersionFiles;

/** {@code veredus config history}: the versions of a running engine's configuration, or the files of one. */
@Command(
        name = "history",
        description = "List the versions of the configuration, or show the files of one.",
        mixinStandardHelpOptions = true)
final class ConfigHistoryCommand implements Callable<Integer> {
    private static final int SHORT_ID = 12;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "Show the files of this version.")
    private @Nullable String id;

    @Option(names = "--limit", defaultValue = "20", description = "At most so many (${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1 || limit > PolicyHistoryPage.MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is from 1 to " + PolicyHistoryPage.MOST);
        }
        var out = spec.commandLine().getOut();
        String version = id;
        if (version != null) {
            PolicyVersionFiles shown = engine.ask(client -> client.policyVersion(version));
            out.println(engine.isJson() ? EngineOptions.line(shown) : text(shown));
            return ExitCode.OK;
        }
        PolicyHistoryPage page = engine.ask(client -> client.policyHistory(limit));
        out.println(engine.isJson() ? EngineOptions.line(page) : table(page).in(Look.of(spec)));
        return ExitCode.OK;
    }

    private static Table table(PolicyHistoryPage page) {
        var table = new Table("VERSION", "WHEN", "WHO", "BY", "FILES", "IN FORCE", "REASON");
        for (PolicyVersion version : page.versions()) {
            table.add(
                    version.id().substring(0, SHORT_ID),
                    version.when(),
                    version.author(),
                    version.origin().name().toLowerCase(Locale.ROOT),
                    version.changed().size() == 1
                            ? version.changed().getFirst()
                            : version.changed().size() + " files",
                    new Look.Painted(version.inForce() ? "yes" : "", Look.Hue.GOOD),
                    version.reason());
        }
        return table;
    }

    private static String text(PolicyVersionFiles shown) {
        var text = new StringBuilder();
        shown.files()
                .forEach((name, content) -> text.append("### ")
                        .append(name)
                        .append('\n')
                        .append(content.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?"))
                        .append('\n'));
        return text.toString().stripTrailing();
    }
}

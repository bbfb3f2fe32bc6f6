package veredus.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.ExplainQuery;
import veredus.api.admin.ExplainView;
import veredus.api.policy.Origins;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.engine.explain.Explainer;
import veredus.engine.explain.Question;
import veredus.world.Dns;
import veredus.world.World;
import veredus.world.real.RealWorld;
import veredus.world.real.ZoneFileDns;

/**
 * {@code veredus config explain}: what an engine would do with mail for a domain, and why; by a directory, or by what is in
 * force in a running engine.
 */
@Command(
        name = "explain",
        description = "Say where mail for a domain would go, with which limits, and which lines say so.",
        footer = {
            "",
            "Without --config the running engine is asked about what is in force there.",
            "Exit code 0: it is sent, or a route ends it; 1: there is nowhere to send it."
        },
        mixinStandardHelpOptions = true)
final class ConfigExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(paramLabel = "DOMAIN", description = "The recipients' domain, or a whole address.")
    private String domain;

    @Option(names = "--config", paramLabel = "DIR", description = "A configuration directory, in place of the engine.")
    private @Nullable Path configuration;

    @Option(names = "--vmta", paramLabel = "NAME", description = "The vMTA or pool that the mail names.")
    private @Nullable String vmta;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose mail it is (default).")
    private @Nullable String tenant;

    @Option(names = "--campaign", paramLabel = "NAME", description = "Its campaign.")
    private @Nullable String campaign;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "What it says in MAIL FROM.")
    private @Nullable String sender;

    @Option(names = "--user", paramLabel = "NAME", description = "As whom its client logged in.")
    private @Nullable String user;

    @Option(
            names = "--header",
            paramLabel = "\"NAME: VALUE\"",
            description = "With --config: a field of its header, for rules that ask for it; may be repeated.")
    private List<String> header = List.of();

    @Option(names = "--listener", paramLabel = "NAME", description = "The listener it comes in through.")
    private @Nullable String listener;

    @Option(
            names = "--dns",
            paramLabel = "FILE",
            description = "With --config: a zone file (RFC 1035) instead of the DNS; nothing goes over the network.")
    private @Nullable Path zone;

    @Override
    public Integer call() throws IOException {
        Path directory = configuration;
        ExplainView explanation = directory == null ? asked() : read(directory);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                engine.isJson() ? EngineOptions.line(explanation) : ExplanationText.text(explanation, Look.of(spec)));
        boolean routed = explanation
                .route()
                .filter(route ->
                        route.action().equals("discard") || route.action().equals("reject"))
                .isPresent();
        return explanation.path().isEmpty() && !routed ? ExitCode.NO : ExitCode.OK;
    }

    private ExplainView asked() {
        if (!header.isEmpty() || zone != null) {
            throw misuse(
                    "--header and --dns need --config: an engine asks its own DNS, and is not asked about a header");
        }
        return engine.ask(client -> client.explain(query()));
    }

    private ExplainView read(Path directory) throws IOException {
        PolicyReader.Traced traced = PolicyReader.trace(directory);
        Policy policy = ConfigurationDirectory.accepted(
                traced.reading(), directory, spec.commandLine().getErr());
        Question question;
        try {
            question = Question.of(query(), fields(), policy);
        } catch (IllegalArgumentException unknown) {
            throw misuse(String.valueOf(unknown.getMessage()));
        }
        return ExplainView.of(explainer(policy, traced.origins()).explain(question));
    }

    private Explainer explainer(Policy policy, Origins origins) throws IOException {
        World world = RealWorld.open(EmbeddedEngine.resolvers(policy));
        Dns dns = zone == null ? world.dns() : ZoneFileDns.read(zone);
        return new Explainer(policy, origins, dns, world.network(), world.time());
    }

    private ExplainQuery query() {
        return new ExplainQuery(
                domain,
                Optional.ofNullable(vmta),
                Optional.ofNullable(tenant),
                Optional.ofNullable(campaign),
                Optional.ofNullable(sender),
                Optional.ofNullable(user),
                Optional.ofNullable(listener));
    }

    private Map<String, List<String>> fields() {
        Map<String, List<String>> fields = new HashMap<>();
        for (String field : header) {
            int colon = field.indexOf(':');
            if (colon < 1) {
                throw misuse("'" + field + "' is not a header field; write --header \"X-Name: value\"");
            }
            fields.computeIfAbsent(
                            field.substring(0, colon).strip().toLowerCase(Locale.ROOT), unused -> new ArrayList<>())
                    .add(field.substring(colon + 1).strip());
        }
        return fields;
    }

    private static CommandFailure misuse(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}

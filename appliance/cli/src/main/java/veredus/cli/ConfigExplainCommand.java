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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.policy.Explanation;
import veredus.api.policy.ListenerPolicy;
import veredus.api.policy.Origins;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.Spelling;
import veredus.api.policy.Tenant;
import veredus.api.policy.User;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMtaPool;
import veredus.engine.explain.Explainer;
import veredus.engine.explain.Question;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;
import veredus.world.Dns;
import veredus.world.World;
import veredus.world.real.RealWorld;
import veredus.world.real.ZoneFileDns;

/** {@code veredus config explain}: what an engine with this configuration would do with mail for a domain, and why. */
@Command(
        name = "explain",
        description = "Say where mail for a domain would go, with which limits, and which lines say so.",
        footer = {"", "Exit code 0: it is sent, or a route ends it; 1: there is nowhere to send it."},
        mixinStandardHelpOptions = true)
final class ConfigExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOMAIN", description = "The recipients' domain, or a whole address.")
    private String domain;

    @Option(names = "--config", paramLabel = "DIR", required = true, description = "The configuration directory.")
    private Path configuration;

    @Option(names = "--vmta", paramLabel = "NAME", description = "The vMTA or pool that the mail names.")
    private @Nullable String vmta;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose mail it is.", defaultValue = "default")
    private String tenant;

    @Option(names = "--campaign", paramLabel = "NAME", description = "Its campaign.", defaultValue = "")
    private String campaign;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "What it says in MAIL FROM.")
    private @Nullable String sender;

    @Option(names = "--user", paramLabel = "NAME", description = "As whom its client logged in.")
    private @Nullable String user;

    @Option(
            names = "--header",
            paramLabel = "\"NAME: VALUE\"",
            description = "A field of its header, for rules that ask for it; may be repeated.")
    private List<String> header = List.of();

    @Option(names = "--listener", paramLabel = "NAME", description = "The listener it comes in through.")
    private @Nullable String listener;

    @Option(
            names = "--dns",
            paramLabel = "FILE",
            description = "A zone file (RFC 1035) to ask instead of the DNS; nothing goes over the network.")
    private @Nullable Path zone;

    @Option(names = "--json", description = "Answer with one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PolicyReader.Traced traced = PolicyReader.trace(configuration);
        Policy policy = ConfigurationDirectory.accepted(
                traced.reading(), configuration, spec.commandLine().getErr());
        Question question = question(policy);
        Explanation explanation = explainer(policy, traced.origins()).explain(question);
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? ExplanationText.json(explanation) : ExplanationText.text(explanation, Look.of(spec)));
        boolean routed = explanation
                .route()
                .filter(route ->
                        route.action().equals("discard") || route.action().equals("reject"))
                .isPresent();
        return explanation.path().isEmpty() && !routed ? ExitCode.NO : ExitCode.OK;
    }

    private Explainer explainer(Policy policy, Origins origins) throws IOException {
        World world = RealWorld.open(EmbeddedEngine.resolvers(policy));
        Dns dns = zone == null ? world.dns() : ZoneFileDns.read(zone);
        return new Explainer(policy, origins, dns, world.network(), world.time());
    }

    private Question question(Policy policy) {
        Optional<Mailbox> recipient = domain.indexOf('@') < 0
                ? Optional.empty()
                : Optional.of(Mailbox.parse(domain).orElseThrow(() -> misuse("'" + domain + "' is not an address")));
        Domain asked = recipient
                .map(Mailbox::domain)
                .or(() -> Domain.parse(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain))
                .orElseThrow(() -> misuse("'" + domain + "' is not a domain"));
        Optional<ReversePath> from = Optional.ofNullable(sender)
                .map(text -> ReversePath.parse(text).orElseThrow(() -> misuse("'" + text + "' is not an address")));
        List<String> sources = Stream.concat(
                        policy.pools().stream().map(VirtualMtaPool::name),
                        policy.vmtas().stream().map(VirtualMta::name))
                .toList();
        known("vMTA or pool", vmta, sources);
        known("tenant", tenant, policy.tenants().stream().map(Tenant::name).toList());
        known(
                "listener",
                listener,
                policy.listeners().stream().map(ListenerPolicy::name).toList());
        known("user", user, policy.users().stream().map(User::name).toList());
        return new Question(
                asked,
                recipient,
                Optional.ofNullable(vmta),
                owner(policy),
                campaign,
                from,
                user == null ? "" : user,
                fields(),
                Optional.ofNullable(listener));
    }

    /** Mail of a user is that of its tenant. */
    private String owner(Policy policy) {
        return policy.users().stream()
                .filter(one -> one.name().equals(user))
                .map(User::tenant)
                .findFirst()
                .orElse(tenant);
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

    private static void known(String noun, @Nullable String name, List<String> names) {
        if (name != null && !names.contains(name)) {
            throw misuse("there is no " + noun + " '" + name + "'"
                    + Spelling.nearest(name, names)
                            .map(meant -> "; did you mean '" + meant + "'?")
                            .orElse("; there are " + String.join(", ", names)));
        }
    }

    private static CommandFailure misuse(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}

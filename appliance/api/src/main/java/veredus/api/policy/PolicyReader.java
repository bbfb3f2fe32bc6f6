package veredus.api.policy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration directory: all of it, reporting every problem at once, or none of it. A missing file means its
 * defaults. What is added where nothing is configured: the tenant {@code default}; the vMTA {@code default}, which lets
 * the kernel choose its address, where there is no vMTA at all; a last retry rule for {@code *}.
 *
 * <p>Touches nothing but the files of the directory and of secrets, and the secret store where there is one. Any thread may call it.
 */
public final class PolicyReader {
    /** What is used where the operator names nothing. */
    static final String DEFAULT = "default";

    private PolicyReader() {}

    /** Reads without knowing the machine's addresses, so that they are not checked. */
    public static PolicyReading read(Path directory) {
        return read(directory, Set.of());
    }

    /**
     * Reads, with a warning for each address that is not on this machine.
     *
     * @param localAddresses the addresses of this machine; empty checks none
     */
    public static PolicyReading read(Path directory, Set<InetAddress> localAddresses) {
        return read(directory, localAddresses, System::getenv);
    }

    /** Reads for an engine that starts {@code now}, with a warning also for each certificate that is or soon will be over. */
    public static PolicyReading read(Path directory, Set<InetAddress> localAddresses, Instant now) {
        return trace(
                        directory,
                        localAddresses,
                        Optional.empty(),
                        Optional.of(new CertificateCheck.When(now, false)),
                        System::getenv)
                .reading();
    }

    /**
     * Reads to see whether all is well: with a warning also when our name would be {@code machineName} and that has no
     * domain, and for each certificate that soon will be over; one that is over is an error.
     *
     * @param machineName what the machine calls itself; empty does not ask
     */
    public static PolicyReading check(
            Path directory, Set<InetAddress> localAddresses, Optional<String> machineName, Instant now) {
        return trace(
                        directory,
                        localAddresses,
                        machineName,
                        Optional.of(new CertificateCheck.When(now, true)),
                        System::getenv)
                .reading();
    }

    /**
     * Reads with everything given.
     *
     * @param environment where {@code env:} secrets come from: the value of a variable, or null
     */
    public static PolicyReading read(
            Path directory, Set<InetAddress> localAddresses, UnaryOperator<@Nullable String> environment) {
        return trace(directory, localAddresses, Optional.empty(), Optional.empty(), environment)
                .reading();
    }

    /**
     * A reading, and where everything in it stands.
     *
     * @param origins by the records of the policy
     */
    public record Traced(PolicyReading reading, Origins origins) {}

    /** Reads like {@link #read(Path)}, and keeps where each key stands. */
    public static Traced trace(Path directory) {
        return trace(directory, Set.of(), Optional.empty(), Optional.empty(), System::getenv);
    }

    private static Traced trace(
            Path directory,
            Set<InetAddress> localAddresses,
            Optional<String> machineName,
            Optional<CertificateCheck.When> when,
            UnaryOperator<@Nullable String> environment) {
        var problems = new Problems();
        var origins = new Origins();
        var files = new PolicyFiles(directory, problems, origins, new Secrets(directory, environment));
        return trace(files, problems, origins, localAddresses, machineName, when, SecretStore.forOneReading());
    }

    private static Traced trace(
            PolicyFiles files,
            Problems problems,
            Origins origins,
            Set<InetAddress> localAddresses,
            Optional<String> machineName,
            Optional<CertificateCheck.When> when,
            SecretStore store) {
        files.lookAround();
        Policy policy = policy(files, origins, problems, store);
        files.end();
        new PolicyCheck(policy, files, origins, problems, localAddresses, machineName, when).check();
        PolicyReading reading = problems.errors() > 0
                ? new PolicyReading.Refused(problems.sorted())
                : new PolicyReading.Accepted(normal(policy, origins), problems.sorted());
        return new Traced(reading, origins);
    }

    /**
     * Reads {@code texts} in place of the {@code .toml} files of {@code directory}, from which secrets and certificates
     * are named: what a candidate would mean there.
     *
     * @param localAddresses the addresses of this machine; empty checks none
     * @param store keeps what it read for the next reading
     * @param known of the last reading; knows this one afterwards
     * @param now when certificates are to be valid; else they are warned of
     */
    public static Traced trace(
            PolicyTexts texts,
            Path directory,
            Set<InetAddress> localAddresses,
            SecretStore store,
            KnownFiles known,
            Instant now) {
        var problems = new Problems();
        var origins = new Origins();
        var files = new PolicyFiles(directory, texts, known, problems, origins, new Secrets(directory, System::getenv));
        var when = new CertificateCheck.When(now, false);
        return trace(files, problems, origins, localAddresses, Optional.empty(), Optional.of(when), store);
    }

    private static Policy policy(PolicyFiles files, Origins origins, Problems problems, SecretStore store) {
        // Before all that may use them.
        files.macros().read(files);
        SecretsPolicy secrets = files.chapter("secrets", "secrets").one("secrets", SecretsPolicy.class);
        files.use(store, secrets);
        var lists = new NamedLists(files, origins, problems);
        Chapter vmtas = files.chapter("vmtas", "vmta", "pool");
        Chapter shaping = files.chapter("shaping", "path", "limit");
        var policy = new Policy(
                files.chapter("server", "server").one("server", ServerPolicy.class),
                files.chapter("listeners", "listener").many("listener", ListenerPolicy.class),
                withDefaultTenant(files.chapter("tenants", "tenant").many("tenant", Tenant.class)),
                files.chapter("users", "user").many("user", User.class),
                files.chapter("headers", "headers").one("headers", HeaderPolicy.class),
                files.chapter("spool", "spool").one("spool", SpoolPolicy.class),
                withDefaultVmta(vmtas.many("vmta", VirtualMta.class)),
                vmtas.many("pool", VirtualMtaPool.class),
                lists.expanded(files.chapter("routes", "route").many("route", Route.class), Route.class),
                lists.spelledOut(files.chapter("rules", "rule").many("rule", RoutingRule.class)),
                lists.expanded(shaping.many("path", PathRule.class), PathRule.class),
                lists.spelledOutLimits(shaping.many("limit", LimitRule.class)),
                withDefaultRetry(lists.expanded(
                        files.chapter("retry", "retry").many("retry", RetryRule.class), RetryRule.class)),
                files.chapter("dsn", "dsn").one("dsn", DsnPolicy.class),
                files.chapter("dns", "dns").one("dns", DnsPolicy.class),
                files.chapter("accounting", "accounting").one("accounting", AccountingPolicy.class),
                files.chapter("admin", "admin").one("admin", AdminPolicy.class),
                files.chapter("proxies", "proxy").many("proxy", Proxy.class),
                secrets,
                files.chapter("web", "web").one("web", WebPolicy.class));
        lists.lookForIdle();
        files.macros().lookForIdle();
        return policy;
    }

    /** The policy that is used: the domains of its rules are in the form that look-ups ask for. */
    private static Policy normal(Policy read, Origins origins) {
        return new Policy(
                read.server(),
                read.listeners(),
                read.tenants(),
                read.users(),
                read.headers(),
                read.spool(),
                read.vmtas(),
                read.pools(),
                DomainRules.normal(read.routes(), Route.class, origins),
                read.rules(),
                DomainRules.normal(read.paths(), PathRule.class, origins),
                read.limits(),
                DomainRules.normal(read.retries(), RetryRule.class, origins),
                read.dsn(),
                read.dns(),
                read.accounting(),
                read.admin(),
                read.proxies(),
                read.secrets(),
                read.web());
    }

    private static List<Tenant> withDefaultTenant(List<Tenant> tenants) {
        if (tenants.stream().noneMatch(tenant -> tenant.name().equals(DEFAULT))) {
            tenants.add(new Tenant(DEFAULT, Optional.empty(), List.of(), List.of(), Optional.empty(), Origin.BUILT_IN));
        }
        return tenants;
    }

    private static List<VirtualMta> withDefaultVmta(List<VirtualMta> vmtas) {
        return vmtas.isEmpty()
                ? List.of(new VirtualMta(
                        DEFAULT,
                        List.of(),
                        Optional.empty(),
                        VirtualMta.IpFamily.IPV4_THEN_IPV6,
                        Optional.empty(),
                        true,
                        Origin.BUILT_IN))
                : vmtas;
    }

    private static List<RetryRule> withDefaultRetry(List<RetryRule> rules) {
        if (rules.stream().noneMatch(rule -> rule.domain().equals("*"))) {
            rules.add(RecordDefaults.of(RetryRule.class));
        }
        return rules;
    }
}

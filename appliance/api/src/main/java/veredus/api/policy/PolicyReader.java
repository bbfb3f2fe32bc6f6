package veredus.api.policy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * <p>Touches nothing but the files of the directory and of secrets. Any thread may call it.
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

    /**
     * Reads, with a warning also when our name would be {@code machineName} and that has no domain.
     *
     * @param machineName what the machine calls itself
     */
    public static PolicyReading read(Path directory, Set<InetAddress> localAddresses, String machineName) {
        return read(directory, localAddresses, Optional.of(machineName), System::getenv);
    }

    /**
     * Reads with everything given.
     *
     * @param environment where {@code env:} secrets come from: the value of a variable, or null
     */
    public static PolicyReading read(
            Path directory, Set<InetAddress> localAddresses, UnaryOperator<@Nullable String> environment) {
        return read(directory, localAddresses, Optional.empty(), environment);
    }

    private static PolicyReading read(
            Path directory,
            Set<InetAddress> localAddresses,
            Optional<String> machineName,
            UnaryOperator<@Nullable String> environment) {
        var problems = new Problems();
        var origins = new Origins();
        var files = new PolicyFiles(directory, problems, origins, new Secrets(directory, environment));
        files.lookAround();
        Policy policy = policy(files);
        new PolicyCheck(policy, files, origins, problems, localAddresses, machineName).check();
        return problems.errors() > 0
                ? new PolicyReading.Refused(problems.sorted())
                : new PolicyReading.Accepted(policy, problems.sorted());
    }

    /**
     * Reads {@code texts} in place of the {@code .toml} files of {@code directory}, from which secrets and certificates
     * are named: what a candidate would mean there.
     *
     * @param localAddresses the addresses of this machine; empty checks none
     */
    public static PolicyReading read(PolicyTexts texts, Path directory, Set<InetAddress> localAddresses) {
        var problems = new Problems();
        var origins = new Origins();
        var files = new PolicyFiles(directory, texts, problems, origins, new Secrets(directory, System::getenv));
        files.lookAround();
        Policy policy = policy(files);
        new PolicyCheck(policy, files, origins, problems, localAddresses, Optional.empty()).check();
        return problems.errors() > 0
                ? new PolicyReading.Refused(problems.sorted())
                : new PolicyReading.Accepted(policy, problems.sorted());
    }

    private static Policy policy(PolicyFiles files) {
        PolicyFiles.TomlFile vmtas = files.open("vmtas.toml", "vmta", "pool");
        var paths = new ArrayList<PathRule>();
        for (PolicyFiles.TomlFile file : files.shaping()) {
            paths.addAll(file.many("path", PathRule.class));
        }
        return new Policy(
                files.open("server.toml", "server").one("server", ServerPolicy.class),
                files.open("listeners.toml", "listener").many("listener", ListenerPolicy.class),
                withDefaultTenant(files.open("tenants.toml", "tenant").many("tenant", Tenant.class)),
                files.open("users.toml", "user").many("user", User.class),
                files.open("headers.toml", "headers").one("headers", HeaderPolicy.class),
                files.open("spool.toml", "spool").one("spool", SpoolPolicy.class),
                withDefaultVmta(vmtas.many("vmta", VirtualMta.class)),
                vmtas.many("pool", VirtualMtaPool.class),
                files.open("routes.toml", "route").many("route", Route.class),
                paths,
                withDefaultRetry(files.open("retry.toml", "retry").many("retry", RetryRule.class)),
                files.open("dsn.toml", "dsn").one("dsn", DsnPolicy.class),
                files.open("dns.toml", "dns").one("dns", DnsPolicy.class),
                files.open("accounting.toml", "accounting").one("accounting", AccountingPolicy.class),
                files.open("admin.toml", "admin").one("admin", AdminPolicy.class));
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

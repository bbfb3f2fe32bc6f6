package veredus.api.policy;

import java.util.List;
import java.util.regex.Pattern;

/** Checks tenants and users. */
final class SubmitterCheck {
    // RFC 5803: scheme, iterations and salt, stored key and server key.
    private static final Pattern SCRAM =
            Pattern.compile("SCRAM-SHA-256\\$\\d{4,8}:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+");
    private static final Pattern ARGON2 =
            Pattern.compile("\\$argon2id\\$v=\\d+\\$m=\\d+,t=\\d+,p=\\d+\\$[^$]+\\$[^$]+");

    private final Findings findings;
    private final Policy policy;
    private final List<String> sources;

    SubmitterCheck(Findings findings, List<String> sources) {
        this.findings = findings;
        this.policy = findings.policy();
        this.sources = sources;
    }

    void check() {
        findings.names("tenant", policy.tenants(), Tenant::name);
        userNames();
        List<String> tenants = policy.tenants().stream().map(Tenant::name).toList();
        policy.tenants().forEach(this::tenant);
        for (User user : policy.users()) {
            if (!tenants.contains(user.tenant()) && !findings.files().isUnreadable("tenants.toml")) {
                findings.error(
                        user,
                        "tenant",
                        "user " + Problems.quoted(user.name()) + ": tenant " + Problems.quoted(user.tenant())
                                + " is not in tenants.toml",
                        findings.suggestion(user.tenant(), tenants, "add it there"));
            }
            secrets(user);
        }
    }

    private void userNames() {
        var seen = new java.util.HashMap<String, User>();
        for (User user : policy.users()) {
            if (user.name().isEmpty()
                    || user.name().length() > 255
                    || user.name().matches(".*\\p{Cntrl}.*")) {
                findings.error(
                        user,
                        "name",
                        "user name " + Problems.quoted(user.name()) + " cannot be used",
                        "write 1 to 255 characters");
            }
            User first = seen.putIfAbsent(user.name(), user);
            if (first != null) {
                findings.error(
                        user,
                        "name",
                        "user " + Problems.quoted(user.name()) + " is there twice, first at " + first.origin(),
                        Findings.whichToEdit(
                                findings.origins().of(first, "name"),
                                findings.origins().of(user, "name")));
            }
        }
    }

    private void tenant(Tenant tenant) {
        boolean known = !findings.files().isUnreadable("vmtas.toml");
        for (int i = 0; i < tenant.pools().size(); i++) {
            String pool = tenant.pools().get(i);
            if (known && !sources.contains(pool)) {
                findings.error(
                        tenant,
                        "pools",
                        i,
                        unknown(tenant, pool),
                        findings.suggestion(pool, sources, "add it to vmtas.toml"));
            }
        }
        tenant.pool()
                .filter(pool -> known && !sources.contains(pool))
                .ifPresent(pool -> findings.error(
                        tenant,
                        "pool",
                        unknown(tenant, pool),
                        findings.suggestion(pool, sources, "add it to vmtas.toml")));
        tenant.pool()
                .filter(pool -> !tenant.pools().isEmpty() && !tenant.pools().contains(pool))
                .ifPresent(pool -> findings.warning(
                        tenant,
                        "pool",
                        "tenant " + Problems.quoted(tenant.name()) + ": pool " + Problems.quoted(pool)
                                + " is not among its pools",
                        "add it to pools, or its mail may not name it"));
        for (int i = 0; i < tenant.senderDomains().size(); i++) {
            String domain = tenant.senderDomains().get(i);
            if (DomainPattern.parse(domain).isEmpty()) {
                findings.error(
                        tenant,
                        "sender-domains",
                        i,
                        "sender-domains: " + Problems.quoted(domain) + " is not a domain",
                        "write such as \"example.com\" or \"*.example.com\"");
            }
        }
    }

    private static String unknown(Tenant tenant, String pool) {
        return "tenant " + Problems.quoted(tenant.name()) + ": " + Problems.quoted(pool)
                + " is neither a vMTA nor a pool";
    }

    private void secrets(User user) {
        if (user.password().isEmpty() && user.scram().isEmpty()) {
            findings.warning(
                    user,
                    "name",
                    "user " + Problems.quoted(user.name()) + " has no password and cannot log in",
                    "set password to what `veredus password` prints");
        }
        if (user.password().isPresent()
                && !ARGON2.matcher(user.password().get()).matches()) {
            findings.error(
                    user,
                    "password",
                    "the password of user " + Problems.quoted(user.name()) + " is not an Argon2id hash",
                    "set it to what `veredus password` prints; never the password itself");
        }
        if (user.scram().isPresent() && !SCRAM.matcher(user.scram().get()).matches()) {
            findings.error(
                    user,
                    "scram",
                    "scram of user " + Problems.quoted(user.name()) + " is not a SCRAM-SHA-256 verifier",
                    "set it to what `veredus password` prints");
        }
    }
}

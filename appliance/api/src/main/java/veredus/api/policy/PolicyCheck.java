package veredus.api.policy;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks what no single value shows: references, duplicates, contradictions, dangers. Used by one thread. */
final class PolicyCheck {
    static final Pattern FIELD_NAME = Pattern.compile("[!-9;-~]{1,76}");
    private static final int MOST_NAMES = 20;
    private static final Set<String> RECORD_LETTERS = Set.of("r", "d", "b", "t", "tq", "x");

    private final Findings findings;
    private final Policy policy;
    private final Set<InetAddress> localAddresses;
    private final Optional<String> machineName;
    private final Optional<CertificateCheck.When> when;

    /**
     * Checks one policy.
     *
     * @param machineName empty where it is not known, which is no problem
     * @param when empty does not ask whether certificates are over
     */
    PolicyCheck(
            Policy policy,
            PolicyFiles files,
            Origins origins,
            Problems problems,
            Set<InetAddress> localAddresses,
            Optional<String> machineName,
            Optional<CertificateCheck.When> when) {
        this.findings = new Findings(policy, files, origins, problems);
        this.policy = policy;
        this.localAddresses = localAddresses;
        this.machineName = machineName;
        this.when = when;
    }

    void check() {
        List<String> sources = Stream.concat(
                        policy.vmtas().stream().map(VirtualMta::name),
                        policy.pools().stream().map(VirtualMtaPool::name))
                .toList();
        server(sources);
        headers();
        spool();
        dns();
        dsn();
        accounting();
        admin();
        WebCheck.check(policy.web(), findings.origins(), findings.problems());
        new ListenerCheck(findings, localAddresses).check();
        new SourceCheck(findings, localAddresses).check();
        new ProxyCheck(findings).check();
        new SecretsCheck(findings).check();
        new SubmitterCheck(findings, sources).check();
        new DestinationCheck(findings).check();
        new LimitCheck(findings, sources).check();
        new OverrideCheck(findings).check();
        new ReachCheck(findings).check();
        new RoutingCheck(findings, sources).check();
        when.ifPresent(now -> new CertificateCheck(findings, now).check());
    }

    private void server(List<String> sources) {
        ServerPolicy server = policy.server();
        hostName(server);
        for (String domain : server.localDomains()) {
            findings.domain(server, "local-domains", domain);
        }
        String pool = server.defaultPool();
        if (!findings.files().isUnreadable("vmtas.toml") && !sources.contains(pool)) {
            findings.error(
                    server,
                    "default-pool",
                    "default-pool " + Problems.quoted(pool) + " is neither a vMTA nor a pool",
                    findings.suggestion(pool, sources, "name one of vmtas.toml: " + shortened(sources)));
        }
    }

    private void hostName(ServerPolicy server) {
        String ours = server.hostName();
        if (!ours.isEmpty()) {
            findings.domain(server, "host-name", ours);
        }
        String used = ours.isEmpty() ? machineName.orElse("") : ours;
        if (!used.isEmpty() && used.indexOf('.') < 0) {
            findings.warning(
                    server,
                    "host-name",
                    (ours.isEmpty() ? "without host-name our name is the machine's, " : "our name is ")
                            + Problems.quoted(used) + ", which has no domain: many receivers refuse such an EHLO",
                    "set host-name to a name that resolves to this machine, such as \"mail.example.com\"");
        }
    }

    /** Not more names than somebody reads. */
    private static String shortened(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + ", ...";
    }

    private void headers() {
        HeaderPolicy headers = policy.headers();
        fields(headers, "pool", headers.pool());
        fields(headers, "campaign", headers.campaign());
        fields(headers, "envelope-id", headers.envelopeId());
        fields(headers, "tenant", headers.tenant());
        fields(headers, "priority", headers.priority());
        fields(headers, "schedule", headers.schedule());
        fields(headers, "removed", headers.removed());
        fields(headers, "captured", headers.captured());
    }

    private void fields(HeaderPolicy headers, String key, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!FIELD_NAME.matcher(names.get(i)).matches()) {
                findings.error(
                        headers,
                        key,
                        i,
                        key + ": " + Problems.quoted(names.get(i)) + " is not the name of a header field",
                        "write it without colon and spaces, such as \"x-campaign\"");
            }
        }
    }

    private void spool() {
        SpoolPolicy spool = policy.spool();
        if (spool.hardFree().bytes() > spool.softFree().bytes()) {
            findings.error(
                    spool,
                    "hard-free",
                    "hard-free " + spool.hardFree() + " is above soft-free " + spool.softFree(),
                    "soft-free comes first: make it the larger");
        }
        if (spool.inlineBody().bytes() > spool.segmentSize().bytes() / 4) {
            findings.error(
                    spool,
                    "inline-body",
                    "inline-body " + spool.inlineBody() + " is more than a quarter of segment-size",
                    "make segment-size at least four times as large");
        }
    }

    private void dns() {
        List<String> servers = policy.dns().servers();
        for (int i = 0; i < servers.size(); i++) {
            if (!isServer(servers.get(i))) {
                findings.error(
                        policy.dns(),
                        "servers",
                        i,
                        "servers: " + Problems.quoted(servers.get(i)) + " is not an address",
                        "write \"127.0.0.1\", \"127.0.0.1:5353\", \"::1\" or \"[::1]:5353\"");
            }
        }
    }

    private static boolean isServer(String text) {
        if (IpLiteral.parse(text).isPresent()) {
            return true;
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            return false;
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        Optional<InetAddress> address = IpLiteral.parse(bracketed ? host.substring(1, host.length() - 1) : host);
        return port >= 1 && port <= 65535 && address.isPresent() && (bracketed || !host.contains(":"));
    }

    private void dsn() {
        DsnPolicy dsn = policy.dsn();
        dsn.from()
                .filter(from -> !from.matches("[^@\\s<>]+@[^@\\s<>]+"))
                .ifPresent(from -> findings.error(
                        dsn,
                        "from",
                        "from: " + Problems.quoted(from) + " is not an address",
                        "write such as \"bounces@example.com\""));
        dsn.failureTemplate().ifPresent(name -> findings.file(dsn, "failure-template", name));
        dsn.delayTemplate().ifPresent(name -> findings.file(dsn, "delay-template", name));
        dsn.successTemplate().ifPresent(name -> findings.file(dsn, "success-template", name));
    }

    private void accounting() {
        findings.names("output", policy.accounting().outputs(), AccountingPolicy.Output::name);
        for (AccountingPolicy.Output output : policy.accounting().outputs()) {
            List<String> letters = output.records();
            if (letters.isEmpty()) {
                findings.warning(output, "records", "records is empty: nothing is written", "name some, or remove it");
            }
            for (int i = 0; i < letters.size(); i++) {
                if (!RECORD_LETTERS.contains(letters.get(i))) {
                    findings.error(
                            output,
                            "records",
                            i,
                            "records: " + Problems.quoted(letters.get(i)) + " is not a kind of record",
                            "use r, d, b, t, tq and x");
                }
            }
            if (new HashSet<>(letters).size() < letters.size()) {
                findings.error(output, "records", "records names a kind twice", "name each once");
            }
        }
    }

    private void admin() {
        AdminPolicy admin = policy.admin();
        Optional<InetAddress> address = IpLiteral.parse(admin.address());
        if (address.isEmpty()) {
            findings.error(
                    admin,
                    "address",
                    "address " + Problems.quoted(admin.address()) + " is not an IP address",
                    "write such as \"127.0.0.1\"");
        }
        findings.certificate(admin, admin.certificate(), admin.privateKey());
        boolean open = address.isPresent() && !address.get().isLoopbackAddress();
        if (admin.enabled() && open && admin.certificate().isEmpty()) {
            findings.warning(
                    admin,
                    "address",
                    "the admin API is reachable from outside without TLS: its tokens can be read on the way",
                    "set certificate and private-key, or the address 127.0.0.1");
        }
        for (ListenerPolicy listener : policy.listeners()) {
            if (admin.enabled()
                    && listener.port() == admin.port()
                    && ListenerCheck.collide(listener.address(), admin.address())) {
                findings.error(
                        admin,
                        "port",
                        "port " + admin.port() + " is taken by listener " + Problems.quoted(listener.name()),
                        "choose another port");
            }
        }
    }
}

package veredus.api.policy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks proxies and the vMTAs that send through them. */
final class ProxyCheck {
    /** RFC 1929: a length is one byte. */
    private static final int LONGEST_CREDENTIAL_BYTES = 255;

    private final Findings findings;
    private final Policy policy;
    private final Map<String, Proxy> proxies = new LinkedHashMap<>();

    ProxyCheck(Findings findings) {
        this.findings = findings;
        this.policy = findings.policy();
        policy.proxies().forEach(proxy -> proxies.putIfAbsent(proxy.name(), proxy));
    }

    void check() {
        findings.names("proxy", policy.proxies(), Proxy::name);
        policy.proxies().forEach(this::proxy);
        policy.vmtas().forEach(vmta -> vmta.proxy().ifPresent(name -> used(vmta, name)));
    }

    private void proxy(Proxy proxy) {
        if (IpLiteral.parse(proxy.host()).isEmpty()
                && DomainPattern.domain(proxy.host()).isEmpty()) {
            findings.error(
                    proxy,
                    "host",
                    "host " + Problems.quoted(proxy.host()) + " is neither a name nor an address",
                    "write such as \"192.0.2.7\", and the port under port");
        }
        proxy.source().ifPresent(text -> {
            Optional<InetAddress> address = IpLiteral.parse(text);
            if (address.isEmpty()
                    || address.get().isAnyLocalAddress()
                    || address.get().isMulticastAddress()) {
                findings.error(
                        proxy,
                        "source",
                        "source " + Problems.quoted(text) + " cannot be a source address",
                        "write an address of the proxy's machine, such as \"192.0.2.10\"");
            }
        });
        credentials(proxy);
        boolean used = policy.vmtas().stream()
                .anyMatch(vmta -> vmta.proxy().filter(proxy.name()::equals).isPresent());
        if (!used) {
            findings.warning(
                    proxy,
                    "name",
                    "no vMTA sends through proxy " + Problems.quoted(proxy.name()),
                    "write proxy = \"" + proxy.name() + "\" in a [[vmta]], or remove it");
        }
    }

    private void credentials(Proxy proxy) {
        if (proxy.userName().isPresent() != proxy.password().isPresent()) {
            findings.error(
                    proxy,
                    proxy.userName().isPresent() ? "user-name" : "password",
                    "user-name and password come together",
                    "set both or neither");
        }
        if (proxy.userName().isPresent() && proxy.type() != Proxy.Type.SOCKS5) {
            findings.error(
                    proxy,
                    "user-name",
                    "the PROXY protocol knows no user-name",
                    "remove it with the password, or set type = \"socks5\"");
        }
        credential(proxy, "user-name", proxy.userName());
        credential(proxy, "password", proxy.password());
    }

    private void credential(Proxy proxy, String key, Optional<String> value) {
        value.filter(text -> text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > LONGEST_CREDENTIAL_BYTES)
                .ifPresent(bad -> findings.error(
                        proxy,
                        key,
                        key + " is empty or longer than " + LONGEST_CREDENTIAL_BYTES
                                + " bytes, which SOCKS5 cannot say",
                        "use another"));
    }

    private void used(VirtualMta vmta, String name) {
        Proxy proxy = proxies.get(name);
        if (proxy == null) {
            if (!findings.files().isUnreadable("proxies.toml")) {
                findings.error(
                        vmta,
                        "proxy",
                        "vMTA " + Problems.quoted(vmta.name()) + ": there is no proxy " + Problems.quoted(name),
                        findings.suggestion(name, List.copyOf(proxies.keySet()), "add it to proxies.toml"));
            }
            return;
        }
        if (proxy.type() != Proxy.Type.SOCKS5
                && proxy.source().isEmpty()
                && vmta.addresses().isEmpty()) {
            findings.error(
                    vmta,
                    "proxy",
                    "vMTA " + Problems.quoted(vmta.name())
                            + ": the PROXY protocol has to name a source address, and there" + " is none",
                    "set addresses here or source of the proxy: addresses of the proxy's machine");
        }
    }
}

package veredus.api.policy;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/** Checks where the secret store is said to be. */
final class SecretsCheck {
    private final Findings findings;
    private final SecretsPolicy secrets;

    SecretsCheck(Findings findings) {
        this.findings = findings;
        this.secrets = findings.policy().secrets();
    }

    void check() {
        secrets.vaultUrl().ifPresent(this::url);
        secrets.vaultCa().ifPresent(name -> findings.file(secrets, "vault-ca", name));
        if (secrets.vaultUrl().isPresent() && secrets.vaultToken().isEmpty()) {
            findings.error(secrets, "vault-url", "vault-url without vault-token", "set vault-token = \"file:PATH\"");
        }
        if (secrets.vaultToken()
                .filter(token -> token.chars().anyMatch(c -> c <= ' ' || c > '~'))
                .isPresent()) {
            findings.error(secrets, "vault-token", "vault-token is not a token", "take one without spaces");
        }
    }

    private void url(String text) {
        Optional<URI> url = parsed(text);
        if (url.isEmpty()) {
            findings.error(
                    secrets,
                    "vault-url",
                    "vault-url " + Problems.quoted(text) + " is not the URL of a server",
                    "write such as \"https://vault.example.com:8200\"");
        } else if (url.get().getScheme().equals("http") && !isHere(url.get().getHost())) {
            findings.warning(
                    secrets,
                    "vault-url",
                    "token and secrets cross the network in clear",
                    "use https, with vault-ca where its certificate is of your own making");
        }
    }

    private static Optional<URI> parsed(String text) {
        try {
            URI url = new URI(text);
            boolean right = url.getHost() != null
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null;
            return right ? Optional.of(url) : Optional.empty();
        } catch (java.net.URISyntaxException bad) {
            return Optional.empty();
        }
    }

    private static boolean isHere(String host) {
        return host.equals("localhost")
                || IpLiteral.parse(host.replaceAll("[\\[\\]]", ""))
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }
}

package veredus.benchmark.load;

/** Lines that make a configuration as large as a large sender's: vMTAs in pools, tenants, rules for domains. */
final class BigConfiguration {
    /** vMTAs in each pool. */
    private static final int POOL = 10;

    /** Of our addresses: 127.x.y.z in the network that no simulated site uses. */
    private static final int NETWORK = 250;

    private static final int HOSTS = 250;

    private BigConfiguration() {}

    /** Adds {@code vmtas} and their pools, {@code tenants} that use them, and {@code rules} for domains. */
    static void addTo(LoadPolicy policy, int vmtas, int tenants, int rules) {
        for (int i = 0; i < vmtas; i++) {
            policy.with("vmtas.toml", "[[vmta]]")
                    .with("vmtas.toml", "name = \"mta" + i + "\"")
                    .with("vmtas.toml", "addresses = [\"" + address(i) + "\"]")
                    .with("vmtas.toml", "ehlo = \"mta" + i + ".sender.example\"");
        }
        int pools = Math.max(1, vmtas / POOL);
        for (int i = 0; i < pools; i++) {
            policy.with("vmtas.d/pools.toml", "[[pool]]").with("vmtas.d/pools.toml", "name = \"pool" + i + "\"");
            for (int member = i; member < vmtas; member += pools) {
                policy.with("vmtas.d/pools.toml", "[[pool.members]]")
                        .with("vmtas.d/pools.toml", "vmta = \"mta" + member + "\"");
            }
        }
        for (int i = 0; i < tenants; i++) {
            policy.with("tenants.toml", "[[tenant]]")
                    .with("tenants.toml", "name = \"tenant" + i + "\"")
                    .with("tenants.toml", "pool = \"pool" + i % pools + "\"");
        }
        for (int i = 0; i < rules; i++) {
            policy.with("shaping.d/10-domains.toml", "[[path]]")
                    .with("shaping.d/10-domains.toml", "domain = \"d" + i + ".rules.example\"")
                    .with("shaping.d/10-domains.toml", "max-connections = " + (2 + i % 50))
                    .with("shaping.d/10-domains.toml", "message-rate = \"" + (1 + i % 100) + "/s\"");
        }
        policy.with("server.toml", "default-pool = \"pool0\"");
    }

    private static String address(int number) {
        return "127." + NETWORK + "." + number / HOSTS + "." + (1 + number % HOSTS);
    }
}

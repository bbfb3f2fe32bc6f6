package veredus.api.policy;

import java.util.List;

/** {@code vmtas.toml}, one table of {@code [[pool]]}: vMTAs that share traffic by weight. */
public record VirtualMtaPool(String name, List<Member> members, Origin origin) {

    /**
     * One vMTA of a pool.
     *
     * @param weight its share of the pool's messages, relative to the other members; 0 rests it
     */
    public record Member(
            String vmta,

            @Range(min = "0", max = "1000000") @Default("100")
            int weight) {}
}

package veredus.api.policy;

import java.util.List;
import java.util.Optional;

/**
 * Where mail for a domain goes, how fast and how long, and which lines of the configuration say so.
 *
 * @param site the receiving site; empty where mail goes nowhere
 * @param mx its mail exchangers in the order of preference
 * @param rule the routing rule that is for it
 * @param campaign may be empty
 * @param pool what the mail is given to: a pool or a vMTA
 * @param members the pool's vMTAs; the vMTA alone where it is none
 * @param vmta the one whose turn it is first; empty where none can send
 * @param path vMTA and site; empty where there is none
 * @param limits of the path
 * @param retry the schedule, and when mail expires
 * @param durability what a 250 promises
 * @param ends why mail goes no further than this; empty where it is sent
 * @param proxy through which the vMTA sends; empty where it sends from the engine's machine
 * @param notes what else an operator should know
 */
public record Explanation(
        String domain,
        String site,
        List<Exchanger> mx,
        Optional<RuleUsed> rule,
        Optional<RouteUsed> route,
        String tenant,
        String campaign,
        int priority,
        String pool,
        List<Member> members,
        String vmta,
        String path,
        List<Value> limits,
        List<Value> retry,
        Value durability,
        String ends,
        String proxy,
        List<String> notes) {
    public Explanation {
        mx = List.copyOf(mx);
        members = List.copyOf(members);
        limits = List.copyOf(limits);
        retry = List.copyOf(retry);
        notes = List.copyOf(notes);
    }

    /** A host that takes the mail; the lowest preference first. */
    public record Exchanger(String host, int port, int preference) {}

    /** The routing rule that counts, its conditions and what it sets as people read them. */
    public record RuleUsed(String conditions, String sets, boolean override, Origin origin) {}

    /**
     * The route that holds.
     *
     * @param name by which a rule gave the mail to it; empty where it is that of the domain
     * @param domain its pattern; empty where it has none
     */
    public record RouteUsed(String name, String domain, String action, Origin origin) {}

    /** A vMTA of a pool with its share. */
    public record Member(String vmta, int weight, boolean enabled) {}

    /**
     * One setting in force.
     *
     * @param value as in the file
     * @param overrides what would hold without it, latest first; the built-in default is the last
     */
    public record Value(String name, String value, Origin origin, List<PathRules.Setting> overrides) {
        public Value {
            overrides = List.copyOf(overrides);
        }
    }
}

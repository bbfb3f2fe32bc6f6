package veredus.engine.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import veredus.api.admin.QueueOutlook;
import veredus.api.admin.QueueOutlook.Effect;
import veredus.api.policy.Explanation;
import veredus.api.policy.Origin;
import veredus.api.policy.PolicyReader.Traced;
import veredus.api.policy.PolicyReading.Accepted;
import veredus.engine.envelope.QueueName;
import veredus.world.World;

/**
 * Says what a configuration would change for queues, by explaining each under both and comparing the explanations.
 * Blocks for the DNS, which it asks each thing once. Used by one thread.
 */
public final class Comparison {
    private static final Origin NO_LINE = new Origin("", 0, 0);

    /** A limit that every path has: where it is not, mail goes nowhere. */
    private static final String OF_EACH_PATH = "max-connections";

    /** Routes that end mail. */
    private static final Set<String> ENDING = Set.of("discard", "reject");

    private final Explainer before;
    private final Explainer after;

    /** Of what is in force with a candidate, both read and accepted. */
    public Comparison(Traced inForce, Traced candidate, World world) {
        var dns = new RememberedDns(world.dns());
        this.before = explainer(inForce, dns, world);
        this.after = explainer(candidate, dns, world);
    }

    private static Explainer explainer(Traced traced, RememberedDns dns, World world) {
        if (traced.reading() instanceof Accepted(var policy, var warnings)) {
            return new Explainer(policy, traced.origins(), dns, world.network(), world.time());
        }
        throw new IllegalArgumentException("a configuration with errors has no meaning");
    }

    /** What changes for mail that waits in {@code queue}; empty where nothing does. */
    public Optional<QueueOutlook> outlook(QueueName queue, long deliveries) {
        Explanation was = before.explain(queue);
        Explanation becomes = after.explain(queue);
        List<Effect> effects = effects(points(was), points(becomes));
        return effects.isEmpty()
                ? Optional.empty()
                : Optional.of(new QueueOutlook(queue.toString(), deliveries, !ends(was) && ends(becomes), effects));
    }

    private static boolean ends(Explanation explanation) {
        return !explanation.ends().isEmpty()
                || explanation
                        .route()
                        .filter(route -> ENDING.contains(route.action()))
                        .isPresent();
    }

    /** What is compared, and where it is set. */
    private record Point(String value, Origin origin) {
        static final Point NONE = new Point("", NO_LINE);
    }

    private static Map<String, Point> points(Explanation explanation) {
        var points = new LinkedHashMap<String, Point>();
        points.put("ends", new Point(explanation.ends(), NO_LINE));
        points.put("site", new Point(explanation.site(), NO_LINE));
        points.put(
                "mx",
                new Point(
                        explanation.mx().stream()
                                .map(host -> host.preference() + " " + host.host() + ":" + host.port())
                                .collect(Collectors.joining(", ")),
                        NO_LINE));
        points.put(
                "route",
                explanation
                        .route()
                        .map(route -> new Point(
                                (route.name() + " " + route.domain()).strip() + " " + route.action(), route.origin()))
                        .orElse(Point.NONE));
        points.put(
                "vmtas",
                new Point(
                        explanation.members().stream()
                                .filter(Explanation.Member::enabled)
                                .map(member -> member.vmta() + " " + member.weight())
                                .collect(Collectors.joining(", ")),
                        NO_LINE));
        explanation.limits().forEach(limit -> points.put(limit.name(), new Point(limit.value(), limit.origin())));
        explanation.retry().forEach(value -> points.put(value.name(), new Point(value.value(), value.origin())));
        return points;
    }

    /**
     * Where mail goes nowhere it has no limits either, which is not worth a line for each. Of mail that goes somewhere, a
     * limit that is only in one of the two is a shared one.
     */
    private static List<Effect> effects(Map<String, Point> was, Map<String, Point> becomes) {
        var effects = new ArrayList<Effect>();
        was.forEach((name, point) -> {
            Point next = becomes.get(name);
            if (next != null && !next.value().equals(point.value())) {
                effects.add(new Effect(
                        name,
                        point.value(),
                        next.value(),
                        next.origin().line() > 0 ? next.origin().file() : "",
                        next.origin().line()));
            }
        });
        if (was.containsKey(OF_EACH_PATH) && becomes.containsKey(OF_EACH_PATH)) {
            was.forEach((name, point) -> {
                if (!becomes.containsKey(name)) {
                    effects.add(new Effect(name, point.value(), "", "", 0));
                }
            });
            becomes.forEach((name, point) -> {
                if (!was.containsKey(name)) {
                    Origin at = point.origin();
                    effects.add(new Effect(name, "", point.value(), at.file(), at.line()));
                }
            });
        }
        return effects;
    }
}

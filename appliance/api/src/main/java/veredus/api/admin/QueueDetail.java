package veredus.api.admin;

import java.util.List;
import veredus.api.policy.PathRules;

/**
 * One queue and why it does, or does not, move: {@code GET /v1/queues/detail}.
 *
 * @param reasons why it does not move faster, the strongest first; for people
 * @param hosts the mail exchangers in their order
 * @param recentFailures the last replies and failures, latest first
 */
public record QueueDetail(
        QueueView queue,
        List<String> reasons,
        List<String> hosts,
        List<PathView> paths,
        List<String> recentFailures,
        List<MessageView> messages) {
    public QueueDetail {
        reasons = List.copyOf(reasons);
        hosts = List.copyOf(hosts);
        paths = List.copyOf(paths);
        recentFailures = List.copyOf(recentFailures);
        messages = List.copyOf(messages);
    }

    /**
     * One egress path that serves the queue.
     *
     * @param state {@code normal}, {@code backoff}, {@code suspended}
     * @param limits each limit in force with where it comes from
     */
    public record PathView(
            String vmta,
            String site,
            String state,
            int connections,
            int maxConnections,
            long ready,
            String lastStatus,
            List<PathRules.Explained> limits) {
        public PathView {
            limits = List.copyOf(limits);
        }
    }
}

package veredus.control.screens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import veredus.api.admin.EngineStatus;
import veredus.api.admin.GroupView;
import veredus.control.live.Snapshot;
import veredus.control.web.Show;

/**
 * Something an operator should look at.
 *
 * @param grave whether mail is in danger or does not flow, and not only slower
 * @param link where to look; empty where there is no page for it
 */
public record Problem(boolean grave, String title, String detail, String link) {
    /** Less free disk than this is worth a word. */
    private static final long LITTLE_DISK_BYTES = 2L << 30;

    private static final int MOST = 8;

    /** What is wrong now, the gravest first. */
    public static List<Problem> of(Snapshot seen, Instant now) {
        var found = new ArrayList<Problem>();
        seen.fault()
                .ifPresent(why -> found.add(new Problem(
                        true,
                        "The engine does not answer",
                        seen.seen()
                                        .map(when -> "Last seen " + Show.relative(when, now) + ". ")
                                        .orElse("") + "Below is what was known then. See systemctl status veredus.",
                        "")));
        if (seen.isReachable()) {
            seen.status().ifPresent(status -> ofStatus(status, now, found));
        }
        for (GroupView site : seen.providers()) {
            if (site.backoff() > 0) {
                found.add(new Problem(
                        false,
                        (site.name().isEmpty() ? "A site that is not resolved" : site.name()) + " rests after failures",
                        Show.deliveries(site.deliveries()) + (site.deliveries() == 1 ? " waits" : " wait")
                                + ". Last reply: " + site.lastStatus(),
                        Show.url("/queues", "site", site.name())));
            }
            if (site.paused() > 0) {
                found.add(new Problem(
                        false,
                        site.name() + ": " + site.paused() + (site.paused() == 1 ? " queue is" : " queues are")
                                + " paused",
                        "Somebody has paused them; resume them when the reason is gone.",
                        Show.url("/queues", "site", site.name())));
            }
        }
        return found.stream()
                .sorted(java.util.Comparator.comparingInt(problem -> problem.grave() ? 0 : 1))
                .limit(MOST)
                .toList();
    }

    private static void ofStatus(EngineStatus status, Instant now, List<Problem> found) {
        switch (status.admission()) {
            case OPEN -> {}
            case SOFT_LIMIT ->
                found.add(new Problem(
                        true,
                        "New mail is refused for the time being",
                        "Little disk is left for the spool (452).",
                        ""));
            case HARD_LIMIT ->
                found.add(new Problem(
                        true, "New mail is refused", "The spool has no disk left or has failed (451).", ""));
            case STOPPING -> found.add(new Problem(true, "The engine is stopping", "It takes no new mail.", ""));
        }
        if (status.admission() == EngineStatus.Admission.OPEN && status.spoolFreeBytes() < LITTLE_DISK_BYTES) {
            found.add(new Problem(
                    false,
                    "Little disk is left",
                    Show.bytes(status.spoolFreeBytes()) + " free where the spool lies.",
                    ""));
        }
        status.policy()
                .confirmBy()
                .ifPresent(by -> found.add(new Problem(
                        false,
                        "A change of the policy waits to be confirmed",
                        "It goes back by itself in " + Show.time(Duration.between(now, by))
                                + " unless somebody confirms it.",
                        "/config")));
        if (status.policy().fileErrors() > 0) {
            found.add(new Problem(
                    false,
                    "The configuration on disk has errors",
                    status.policy().fileErrors() + " errors; the one before stays in force. See veredus config check.",
                    "/config"));
        } else if (status.policy().filesDiffer()) {
            found.add(new Problem(
                    false,
                    "The configuration on disk is not in force",
                    "It takes effect when it is put in force.",
                    "/config"));
        }
    }
}

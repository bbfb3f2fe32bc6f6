package veredus.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import veredus.api.admin.QueueFilter;

/** Which queued mail is meant; all that is given must hold. */
final class FilterOptions {
    @Option(names = "--domain", description = "The recipients' domain, or '*.domain'.")
    private @Nullable String domain;

    @Option(names = "--tenant", description = "The tenant.")
    private @Nullable String tenant;

    @Option(
            names = {"--campaign", "--job"},
            description = "The campaign (job).")
    private @Nullable String campaign;

    @Option(names = "--pool", description = "The pool or vMTA.")
    private @Nullable String pool;

    @Option(names = "--route", paramLabel = "NAME", description = "The named route that it was given.")
    private @Nullable String route;

    @Option(
            names = {"--recipient", "--rcpt"},
            paramLabel = "ADDRESS",
            description = "A recipient.")
    private @Nullable String recipient;

    @Option(
            names = {"--sender", "--orig"},
            paramLabel = "ADDRESS",
            description = "The envelope sender.")
    private @Nullable String sender;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = Age.class,
            description = "Received longer ago, such as 90s, 15m, 2h or 3d.")
    private @Nullable Duration olderThan;

    @Mixin
    private PlaceOptions place;

    /** @param queue a queue's name; without {@code @} in it, it is a domain */
    QueueFilter filter(@Nullable String queue, boolean all) {
        Optional<String> ofDomain = Optional.ofNullable(queue).filter(name -> name.indexOf('@') < 0);
        if (ofDomain.isPresent() && domain != null) {
            throw new CommandFailure(ExitCode.USAGE, "two domains are given; leave out --domain");
        }
        return new QueueFilter(
                ofDomain.isPresent() ? Optional.empty() : Optional.ofNullable(queue),
                ofDomain.or(() -> Optional.ofNullable(domain)),
                Optional.ofNullable(tenant),
                Optional.ofNullable(campaign),
                Optional.ofNullable(pool),
                Optional.ofNullable(route),
                Optional.ofNullable(recipient),
                Optional.ofNullable(sender),
                Optional.ofNullable(olderThan),
                all,
                place.site(),
                place.vmta());
    }
}

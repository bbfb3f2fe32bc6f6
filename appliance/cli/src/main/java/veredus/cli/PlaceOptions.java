package veredus.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where mail goes and by what. */
final class PlaceOptions {
    @Option(names = "--site", description = "The receiving site, as 'queue list --by provider' names it.")
    private @Nullable String site;

    @Option(names = "--vmta", description = "A vMTA by which it may leave.")
    private @Nullable String vmta;

    Optional<String> site() {
        return Optional.ofNullable(site);
    }

    Optional<String> vmta() {
        return Optional.ofNullable(vmta);
    }
}

package veredus.api.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * The policy in force and the files on disk.
 *
 * @param version in force; absent where there is no history
 * @param filesDiffer whether the files on disk are not those in force: reload puts them in force
 * @param fileErrors errors in the files on disk, where they differ
 * @param confirmBy until when the version in force must be confirmed; absent where it need not be
 */
public record PolicyState(
        Optional<String> version, boolean filesDiffer, long fileErrors, Optional<Instant> confirmBy) {}

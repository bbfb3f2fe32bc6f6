package veredus.api.admin;

import java.util.Map;
import java.util.Optional;

/**
 * Asks what a configuration would change.
 *
 * @param files the texts of all its files by their names, as in {@link PolicyApplyRequest}; absent takes the engine's
 *     own directory as it is on its disk
 * @param base as in {@link PolicyApplyRequest}
 * @param version an earlier version, in place of files
 * @param checkOnly whether waiting mail is left out: only problems, notes and changes are told, soon
 */
public record PolicyCompareRequest(
        Optional<Map<String, String>> files, Optional<String> base, Optional<String> version, boolean checkOnly) {
    public PolicyCompareRequest {
        files = files.map(Map::copyOf);
    }

    /** About these files and all waiting mail. */
    public static PolicyCompareRequest of(Optional<Map<String, String>> files) {
        return new PolicyCompareRequest(files, Optional.empty(), Optional.empty(), false);
    }
}

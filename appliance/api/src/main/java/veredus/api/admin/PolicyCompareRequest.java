package veredus.api.admin;

import java.util.Map;
import java.util.Optional;

/**
 * Asks what a configuration would change.
 *
 * @param files the texts of all its files by their names, as in {@link PolicyApplyRequest}; absent takes the engine's
 *     own directory as it is on its disk
 */
public record PolicyCompareRequest(Optional<Map<String, String>> files) {
    public PolicyCompareRequest {
        files = files.map(Map::copyOf);
    }
}

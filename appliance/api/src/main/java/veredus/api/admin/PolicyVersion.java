package veredus.api.admin;

import java.time.Instant;
import java.util.List;

/**
 * One version of the configuration, as recorded.
 *
 * @param id 40 hexadecimal digits
 * @param author the name of the token, or {@code files} for an edit on disk that nobody put in force yet
 * @param inForce whether it is the one in force
 * @param changed the files that differ from the version before
 */
public record PolicyVersion(
        String id,
        Instant when,
        String author,
        PolicyOrigin origin,
        String reason,
        boolean inForce,
        List<String> changed) {
    public PolicyVersion {
        changed = List.copyOf(changed);
    }
}

package veredus.api.admin;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code GET /v1/policy/versions/{id}}: a version with the text of its files. Secrets that stand in a file themselves
 * are masked; those named as {@code file:} or {@code env:} are not secret.
 *
 * @param files text by name
 */
public record PolicyVersionFiles(PolicyVersion version, Map<String, String> files) {
    public PolicyVersionFiles {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }
}

package veredus.api.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The machine and the files under an engine: {@code GET /v1/system}.
 *
 * @param java version and maker of the JVM
 * @param heapBytes in use, out of {@code heapBoundBytes}
 * @param dataDir where spool, tokens and history lie
 * @param configuration the directory of the policy; empty where the engine was not started from one
 * @param certificates those that listeners and the admin API offer
 * @param obstacles why new mail is not taken, for people; empty where it is
 */
public record SystemView(
        String java,
        int processors,
        long heapBytes,
        long heapBoundBytes,
        String dataDir,
        String configuration,
        SpoolView spool,
        List<CertificateView> certificates,
        List<String> obstacles) {
    public SystemView {
        certificates = List.copyOf(certificates);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * The spool and its disk.
     *
     * @param logBytes of the log, without spare segments
     * @param unreadSegments that the disk did not give whole at the start
     * @param resting deliveries in the index
     * @param rebuilt how much of the log has been read since the start, from 0 to 1
     * @param freeBytes of the disk, out of {@code diskBytes}; 0 for what cannot be told
     */
    public record SpoolView(
            long logBytes,
            int segments,
            int unreadSegments,
            long resting,
            double rebuilt,
            long freeBytes,
            long diskBytes) {}

    /**
     * A certificate that is offered.
     *
     * @param use such as {@code listener mx, tls/mx.pem}
     * @param subject whom it is for; empty where it cannot be read
     * @param until when it expires; absent where it cannot be read
     * @param problem why it cannot be read; empty where it can
     */
    public record CertificateView(String use, String subject, Optional<Instant> until, String problem) {}
}

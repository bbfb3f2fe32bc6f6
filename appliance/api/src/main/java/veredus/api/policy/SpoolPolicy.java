package veredus.api.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code spool.toml}, table {@code [spool]}.
 *
 * @param directory empty takes {@code spool} in the data directory
 * @param segmentSize size of one log file, made in full when it is opened
 * @param spareSegments emptied log files kept for use again
 * @param inlineBody the largest body that is written in one record with its envelope
 * @param stateInterval the longest a recipient's new state waits for its sync: the window for duplicates in a crash
 * @param relaxedInterval the longest that mail accepted as {@link Durability#RELAXED} waits for its sync
 * @param softFree below this much free disk new mail is answered 452
 * @param hardFree below this much free disk new mail is answered 451 and nothing but states is written
 * @param compactBelow a segment is compacted when less than this share of it (0 to 1) is alive
 */
public record SpoolPolicy(
        Optional<String> directory,
        @Default("64MiB") ByteSize segmentSize,
        @Default("8") int spareSegments,
        @Default("256KiB") ByteSize inlineBody,
        @Default("20ms") Duration stateInterval,
        @Default("200ms") Duration relaxedInterval,
        @Default("2GiB") ByteSize softFree,
        @Default("512MiB") ByteSize hardFree,
        @Default("0.3") double compactBelow) {}

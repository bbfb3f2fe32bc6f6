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
        @Range(min = "1MiB", max = "2GiB") @Default("64MiB") ByteSize segmentSize,
        @Range(min = "0", max = "1000") @Default("8") int spareSegments,
        @Range(min = "0", max = "16MiB") @Default("256KiB") ByteSize inlineBody,
        @Range(min = "0s", max = "1s") @Default("20ms") Duration stateInterval,
        @Range(min = "1ms", max = "1m") @Default("200ms") Duration relaxedInterval,
        @Range(min = "0", max = "100TiB") @Default("2GiB") ByteSize softFree,
        @Range(min = "0", max = "100TiB") @Default("512MiB") ByteSize hardFree,
        @Range(min = "0.0", max = "0.95") @Default("0.3") double compactBelow) {}

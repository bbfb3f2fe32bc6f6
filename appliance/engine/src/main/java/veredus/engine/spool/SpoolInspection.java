package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.engine.spool.SpoolException.Reason;
import veredus.world.Disk;
import veredus.world.Disk.DiskFile;

/**
 * Looks into a spool without an engine and changes nothing in it: for {@code veredus spool check}, {@code dump} and
 * {@code export}. Beside a running engine what it sees of the newest segment may be incomplete. Used by one thread, a
 * platform one.
 */
public final class SpoolInspection {
    private final SpoolFiles files;
    private final long spoolId;
    private final List<Segment> segments;

    /**
     * What a check has found.
     *
     * @param records sound ones by type, such as {@code MESSAGE}
     * @param queued messages that are not settled
     * @param problems one line each; empty when all is well
     */
    public record Report(int segments, Map<String, Long> records, long queued, List<String> problems) {}

    private SpoolInspection(SpoolFiles files, long spoolId, List<Segment> segments) {
        this.files = files;
        this.spoolId = spoolId;
        this.segments = segments;
    }

    /**
     * Opens the spool in {@code directory} for reading.
     *
     * @throws SpoolException CORRUPT when there is no spool of a known format, FAILED when it cannot be read
     */
    public static SpoolInspection open(Disk disk, Path directory) throws SpoolException {
        var files = new SpoolFiles(disk, directory);
        try {
            Long spoolId = files.readIdentity();
            if (spoolId == null) {
                throw SpoolFiles.corrupt(directory + " holds no spool; name the directory of [spool]");
            }
            var found = new Recovery(files, spoolId, true).run();
            return new SpoolInspection(files, spoolId, found.segments());
        } catch (IOException failure) {
            throw failed(directory, failure);
        }
    }

    /** Reads every record with its body, and tells what is there and what is wrong. */
    public Report check() throws SpoolException {
        var counts = new TreeMap<String, Long>();
        var problems = new ArrayList<String>();
        for (Segment segment : segments) {
            scan(segment, 0, new SegmentScanner.Visitor() {
                @Override
                public void record(RecordHeader header, BytesIn metadata, long location) {
                    counts.merge(typeName(header.type()), 1L, Long::sum);
                }

                @Override
                public void damage(int from, int to) {
                    String why = from >= segment.forced ? "torn by a crash, never acknowledged" : "damaged";
                    problems.add(segment.path.getFileName() + ": bytes " + from + " to " + to + " are " + why);
                }
            });
        }
        return new Report(segments.size(), counts, queued().size(), problems);
    }

    /** One line for each record, in the order of the log. */
    public void dump(Consumer<String> line) throws SpoolException {
        for (Segment segment : segments) {
            scan(segment, segment.forced, new SegmentScanner.Visitor() {
                @Override
                public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
                    line.accept(segment.number + ":" + LogFormat.positionOf(location) + " " + header.sequence() + " "
                            + typeName(header.type()) + " " + RecordText.of(header, metadata));
                }

                @Override
                public void damage(int from, int to) {
                    line.accept(segment.number + ":" + from + " damage up to " + to);
                }
            });
        }
    }

    /**
     * Writes each queued message to {@code into} as {@code ID.eml}, and its envelope with the recipients that are left
     * as a line of {@code envelopes.jsonl}.
     *
     * @return how many messages were written; what cannot be read is told to {@code problem} and left out
     */
    public long export(Path into, Consumer<String> problem) throws SpoolException {
        Catalogue catalogue = replayed();
        var reader = new LogReader(spoolId, catalogue);
        long written = 0;
        try {
            files.disk.createDirectories(into);
            try (DiskFile envelopes = files.disk.open(into.resolve("envelopes.jsonl"))) {
                long at = 0;
                for (var message : queued(catalogue).entrySet()) {
                    try {
                        var deliveries = new ArrayList<Delivery>();
                        for (LogReader.Place place : message.getValue()) {
                            deliveries.add(reader.delivery(place));
                        }
                        writeBody(into, catalogue, reader, message.getValue().getFirst());
                        byte[] line = RecordText.json(deliveries).getBytes(StandardCharsets.UTF_8);
                        envelopes.write(ByteBuffer.wrap(line), at);
                        at += line.length;
                        written++;
                    } catch (SpoolException unreadable) {
                        problem.accept(new MessageId(message.getKey()) + ": " + unreadable.getMessage());
                    }
                }
                envelopes.force();
            }
            files.disk.forceDirectory(into);
        } catch (IOException failure) {
            throw failed(into, failure);
        }
        return written;
    }

    private void writeBody(Path into, Catalogue catalogue, LogReader reader, LogReader.Place place)
            throws IOException, SpoolException {
        Pieces chunks = catalogue.chunksOf(place.id());
        long[] pieces = chunks == null ? new long[] {place.location()} : chunks.locations();
        try (DiskFile file = files.disk.open(into.resolve(new MessageId(place.id()) + ".eml"))) {
            long at = 0;
            for (long piece : pieces) {
                LogReader.Found found = reader.read(piece, true);
                int start = found.header().metadataLength();
                int length = found.header().bodyLength();
                file.write(ByteBuffer.wrap(found.bytes(), start, length), at);
                at += length;
            }
            file.force();
        }
    }

    private Map<Long, List<LogReader.Place>> queued() throws SpoolException {
        return queued(replayed());
    }

    private static Map<Long, List<LogReader.Place>> queued(Catalogue catalogue) {
        var queued = new TreeMap<Long, List<LogReader.Place>>();
        LiveTable live = catalogue.live;
        for (long entry = live.after(-1); entry >= 0; entry = live.after(entry)) {
            queued.computeIfAbsent(live.id(entry), id -> new ArrayList<>())
                    .add(new LogReader.Place(
                            live.id(entry), live.number(entry), live.location(entry), live.state(entry)));
        }
        return queued;
    }

    private Catalogue replayed() throws SpoolException {
        var catalogue = new Catalogue();
        segments.forEach(catalogue.ledger::add);
        for (Segment segment : segments) {
            segment.live = 0;
            segment.states = 0;
        }
        var replay = new Replay(catalogue, 0, (segment, from, to, torn) -> {});
        for (Segment segment : segments) {
            replay.enter(segment);
            scan(segment, segment.forced, replay);
        }
        return catalogue;
    }

    private void scan(Segment segment, int bodiesFrom, SegmentScanner.Visitor visitor) throws SpoolException {
        try {
            new SegmentScanner(spoolId, segment.number, segment.file).scan(segment.end, bodiesFrom, visitor);
        } catch (IOException failure) {
            throw failed(segment.path, failure);
        }
    }

    private static String typeName(byte type) {
        return switch (type) {
            case LogFormat.MESSAGE -> "MESSAGE";
            case LogFormat.CHUNK_TYPE -> "CHUNK";
            case LogFormat.STATES -> "STATES";
            case LogFormat.VOIDS -> "VOIDS";
            case LogFormat.ACCOUNTED -> "ACCOUNTED";
            case LogFormat.SEALED -> "SEALED";
            case LogFormat.CLOSED -> "CLOSED";
            default -> "TYPE-" + type;
        };
    }

    private static SpoolException failed(Path what, IOException failure) {
        return new SpoolException(Reason.FAILED, what + " cannot be read: " + failure.getMessage(), failure);
    }
}

package veredus.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.LogFormat.RecordHeader;
import veredus.engine.spool.SpoolException.Reason;
import veredus.world.Disk;
import veredus.world.Disk.DiskFile;

/**
 * Looks into a spool without an engine and changes nothing in it: for {@code veredus spool check}, {@code dump} and
 * {@code export}. Beside a running engine what it sees of the newest segment may be incomplete, and a segment that is
 * recycled meanwhile looks damaged. Used by one thread, a platform one; 8 bytes of heap for each delivery in the queue.
 */
public final class SpoolInspection implements AutoCloseable {
    private final SpoolFiles files;
    private final long spoolId;
    private final List<Segment> segments;

    /**
     * What a check has found.
     *
     * @param records sound ones by type, such as {@code MESSAGE}
     * @param queued messages that are not settled
     * @param problems one line each; empty when all is well
     * @param torn one line for each place that a crash has torn, where nothing was acknowledged: no problem
     */
    public record Report(
            int segments, Map<String, Long> records, long queued, List<String> problems, List<String> torn) {}

    /**
     * One record of the log, or one place where none is.
     *
     * @param position in the segment, in bytes
     * @param sequence among all records; -1 for {@code DAMAGE}
     * @param type such as {@code MESSAGE}; {@code DAMAGE} where no record is
     * @param messages which it is about
     * @param queues which it names, as {@code campaign:tenant@domain/pool}
     * @param text the rest, for people; may hold any character
     */
    public record Entry(
            int segment,
            int position,
            long sequence,
            String type,
            List<MessageId> messages,
            List<String> queues,
            String text) {}

    /**
     * Which records to show.
     *
     * @param message only those about it
     * @param queue only those that name it, as {@code campaign:tenant@domain/pool}
     * @param limit at most so many
     */
    public record Filter(Optional<MessageId> message, Optional<String> queue, long limit) {
        private boolean takes(Entry entry) {
            return message.map(entry.messages()::contains).orElse(true)
                    && queue.map(entry.queues()::contains).orElse(true);
        }
    }

    /** Told now and then how far it is. */
    public interface Progress {
        void at(long done, long all);
    }

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

    /** Whether an engine has the spool just now, as far as that can be told without write permission. */
    public boolean isInUse() {
        if (!files.disk.exists(files.lockFile())) {
            return false;
        }
        try {
            files.disk.lock(files.lockFile()).close();
            return false;
        } catch (Exception held) {
            return true;
        }
    }

    /** Reads every record with its body, and tells what is there and what is wrong. */
    public Report check(Progress progress) throws SpoolException {
        var counts = new TreeMap<String, Long>();
        var problems = new ArrayList<String>();
        var torn = new ArrayList<String>();
        Catalogue catalogue = emptyCatalogue();
        var replay = new Replay(catalogue, 0, (segment, from, to, byCrash) -> {
            String where = segment.path.getFileName() + ": bytes " + from + " to " + to;
            if (byCrash) {
                torn.add(where + " were torn by a crash; nothing acknowledged was there");
            } else {
                problems.add(where + " are damaged");
            }
        });
        var decoder = new LogDecoder(step -> replay.take(List.of(step)));
        for (Segment segment : segments) {
            replay.take(List.of(new LogStep.Entered(segment)));
            SegmentScanner.Seen seen = scan(segment, 0, new SegmentScanner.Visitor() {
                @Override
                public void record(RecordHeader header, BytesIn metadata, long location) {
                    try {
                        decoder.record(header, metadata, location);
                        counts.merge(typeName(header.type()), 1L, Long::sum);
                    } catch (SpoolException unknown) {
                        problems.add(segment.path.getFileName() + ": byte " + LogFormat.positionOf(location) + ": "
                                + unknown.getMessage());
                    }
                }

                @Override
                public void damage(int from, int to) throws SpoolException {
                    decoder.damage(from, to);
                }
            });
            replay.take(List.of(new LogStep.Left(seen)));
            progress.at(segments.indexOf(segment) + 1, segments.size());
        }
        return new Report(segments.size(), counts, messageLocations(catalogue).length, problems, torn);
    }

    /** Hands each record that {@code filter} takes to {@code each}, in the order of the log. */
    public void dump(Filter filter, Consumer<Entry> each, Progress progress) throws SpoolException {
        var dump = new Dump(filter, each);
        for (Segment segment : segments) {
            if (dump.left > 0) {
                dump.segment = segment;
                SegmentScanner.Seen unused = scan(segment, segment.forced, dump);
                progress.at(segments.indexOf(segment) + 1, segments.size());
            }
        }
    }

    private static final class Dump implements SegmentScanner.Visitor {
        private final Filter filter;
        private final Consumer<Entry> each;
        private long left;
        private @Nullable Segment segment;

        Dump(Filter filter, Consumer<Entry> each) {
            this.filter = filter;
            this.each = each;
            this.left = filter.limit();
        }

        @Override
        public void record(RecordHeader header, BytesIn metadata, long location) throws SpoolException {
            RecordText.Shown shown = RecordText.of(header, metadata);
            show(new Entry(
                    LogFormat.segmentOf(location),
                    LogFormat.positionOf(location),
                    header.sequence(),
                    typeName(header.type()),
                    shown.messages(),
                    shown.queues(),
                    shown.text()));
        }

        @Override
        public void damage(int from, int to) {
            Segment here = Objects.requireNonNull(segment);
            String why = from >= here.forced ? " was torn by a crash" : " is damaged";
            show(new Entry(here.number, from, -1, "DAMAGE", List.of(), List.of(), "up to " + to + why));
        }

        private void show(Entry entry) {
            if (left > 0 && filter.takes(entry)) {
                left--;
                each.accept(entry);
            }
        }
    }

    /**
     * Writes each queued message to {@code into}, a new or empty directory, as {@code ID.eml}, and its envelope with the
     * recipients that are left as a line of {@code envelopes.jsonl}. Not forced to the disk.
     *
     * @return how many messages were written; what cannot be read is told to {@code problem} and left out
     * @throws SpoolException FAILED when {@code into} holds something already or cannot be written
     */
    public long export(Path into, Consumer<String> problem, Progress progress) throws SpoolException {
        try {
            files.disk.createDirectories(into);
            if (!files.disk.list(into).isEmpty()) {
                throw new SpoolException(Reason.FAILED, into + " is not empty; name a new directory");
            }
        } catch (IOException failure) {
            throw new SpoolException(Reason.FAILED, into + " cannot be used: " + failure.getMessage(), failure);
        }
        Catalogue catalogue = replayed();
        try (DiskFile envelopes = files.disk.open(into.resolve("envelopes.jsonl"))) {
            return export(into, catalogue, envelopes, problem, progress);
        } catch (IOException failure) {
            throw new SpoolException(
                    Reason.FAILED, into + " cannot be written completely: " + failure.getMessage(), failure);
        }
    }

    private long export(Path into, Catalogue catalogue, DiskFile envelopes, Consumer<String> problem, Progress progress)
            throws IOException {
        var reader = new LogReader(spoolId, catalogue);
        long written = 0;
        long at = 0;
        long[] locations = messageLocations(catalogue);
        for (int i = 0; i < locations.length; i++) {
            try {
                List<Delivery> deliveries = deliveries(catalogue, reader, locations[i]);
                byte[] line = RecordText.json(deliveries).getBytes(StandardCharsets.UTF_8);
                MessageId id = deliveries.getFirst().message().id();
                writeBody(into.resolve(id + ".eml"), bodyOf(catalogue, id.value(), locations[i]), reader);
                envelopes.write(ByteBuffer.wrap(line), at);
                at += line.length;
                written++;
            } catch (SpoolException unreadable) {
                problem.accept(String.valueOf(unreadable.getMessage()));
            }
            progress.at(i + 1L, locations.length);
        }
        return written;
    }

    private static List<Delivery> deliveries(Catalogue catalogue, LogReader reader, long location)
            throws SpoolException {
        MessageRecord record = reader.message(location);
        long id = record.envelope().id().value();
        var deliveries = new ArrayList<Delivery>();
        for (int number = 0; number < record.domains().size(); number++) {
            long entry = catalogue.live.find(id, number);
            if (entry >= 0) {
                deliveries.add(reader.delivery(
                        new LogReader.Place(id, number, catalogue.live.location(entry), catalogue.live.state(entry))));
            }
        }
        if (deliveries.isEmpty()) {
            throw SpoolFiles.corrupt("message " + new MessageId(id) + " is not where it should be");
        }
        return deliveries;
    }

    private static long[] bodyOf(Catalogue catalogue, long id, long location) {
        Pieces pieces = catalogue.chunksOf(id);
        return pieces == null ? new long[] {location} : pieces.locations();
    }

    /** Writes a body whole or not at all: one that cannot be read to its end leaves no file. */
    private void writeBody(Path path, long[] pieces, LogReader reader) throws IOException, SpoolException {
        boolean whole = false;
        try (DiskFile file = files.disk.open(path)) {
            long at = 0;
            for (long piece : pieces) {
                LogReader.Found found = reader.read(piece, true);
                int start = found.header().metadataLength();
                int length = found.header().bodyLength();
                file.write(ByteBuffer.wrap(found.bytes(), start, length), at);
                at += length;
            }
            whole = true;
        } finally {
            if (!whole) {
                files.disk.delete(path);
            }
        }
    }

    /** Where the queued messages are, in the order of the log, so that they are read one behind the other. */
    private static long[] messageLocations(Catalogue catalogue) {
        LiveTable live = catalogue.live;
        long[] locations = new long[Math.toIntExact(live.size())];
        int count = 0;
        for (long entry = live.after(-1); entry >= 0; entry = live.after(entry)) {
            locations[count++] = live.location(entry);
        }
        Arrays.sort(locations);
        int messages = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || locations[i] != locations[i - 1]) {
                locations[messages++] = locations[i];
            }
        }
        return Arrays.copyOf(locations, messages);
    }

    private Catalogue replayed() throws SpoolException {
        Catalogue catalogue = emptyCatalogue();
        var replay = new Replay(catalogue, 0, (segment, from, to, torn) -> {});
        var decoder = new LogDecoder(step -> replay.take(List.of(step)));
        for (Segment segment : segments) {
            replay.take(List.of(new LogStep.Entered(segment)));
            replay.take(List.of(new LogStep.Left(scan(segment, segment.forced, decoder))));
        }
        return catalogue;
    }

    private Catalogue emptyCatalogue() {
        var catalogue = new Catalogue();
        for (Segment segment : segments) {
            segment.live = 0;
            segment.liveUnits = 0;
            segment.states = 0;
            catalogue.ledger.add(segment);
        }
        return catalogue;
    }

    private SegmentScanner.Seen scan(Segment segment, int bodiesFrom, SegmentScanner.Visitor visitor)
            throws SpoolException {
        try {
            return new SegmentScanner(spoolId, segment.number, segment.file).scan(segment.end, bodiesFrom, visitor);
        } catch (IOException failure) {
            throw failed(segment.path, failure);
        }
    }

    @Override
    public void close() throws SpoolException {
        Optional<IOException> failure = Optional.empty();
        for (Segment segment : segments) {
            try {
                segment.file.close();
            } catch (IOException failed) {
                failure = Optional.of(failed);
            }
        }
        if (failure.isPresent()) {
            throw failed(files.directory, failure.get());
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

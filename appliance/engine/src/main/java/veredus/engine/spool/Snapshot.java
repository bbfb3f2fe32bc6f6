package veredus.engine.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Set;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.RestingOrder.Resting;
import veredus.mail.address.Domain;
import veredus.world.Disk.DiskFile;

/**
 * The catalogue as it was at a clean stop, so that the next start need not read the log. It is believed only when it
 * names this spool and the sequence of the record that closed the log, and its checksum fits; otherwise, as after every
 * crash, the log is read. Nothing is lost with it.
 *
 * <pre>
 * snapshot = magic:4 version:2 zero:2 spoolId:8 lastSequence:8 length:8 content crc:4   ; of all before it
 * content  = count:4 *( number:4 resting:8 tenant:text campaign:text domain:text pool:text )
 *            count:4 *( segment:4 end:4 forced:4 live:8 units:8 states:8 numbers numbers ) ; endsOf, movedFrom
 *            count:4 *( id:8 left:4 count:4 *( location:8 ) )                           ; bodies in pieces
 *            count:8 *( id:8 number:4 due:8 location:8 state:8 queue:4 units:4 large:1 ) ; in the order of what rests
 * </pre>
 *
 * The order is that of the index, so that it is built from the entries as they are read, and nothing is sorted.
 */
final class Snapshot {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final int MAGIC = 0x5652_5332;
    private static final short VERSION = 1;
    private static final int HEADER = 32;
    private static final int BATCH = 256;

    private final SpoolFiles files;
    private final long spoolId;
    private final Catalogue catalogue;
    private long entriesAt;

    Snapshot(SpoolFiles files, long spoolId, Catalogue catalogue) {
        this.files = files;
        this.spoolId = spoolId;
        this.catalogue = catalogue;
    }

    /** Writes it, durable on return; the catalogue no longer changes. */
    void write(long lastSequence) throws IOException {
        try (DiskFile file = files.disk.open(files.snapshot())) {
            var out = new SnapshotFile(file, HEADER);
            writeQueues(out);
            writeSegments(out);
            writeLarge(out);
            writeEntries(out);
            out.flush();
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            header.putInt(MAGIC).putShort(VERSION).putShort((short) 0);
            header.putLong(spoolId).putLong(lastSequence).putLong(out.position() - HEADER);
            var crc = new CRC32C();
            crc.update(header.flip());
            int both = (int) (crc.getValue() ^ out.crc());
            file.write(ByteBuffer.allocate(4).putInt(both).flip(), out.position());
            file.write(header.flip(), 0);
            file.truncate(out.position() + 4);
            file.force();
        }
        files.disk.forceDirectory(files.directory);
    }

    private void writeQueues(SnapshotFile out) throws IOException {
        out.u32(catalogue.queues.size());
        for (int number = 0; number < catalogue.queues.bound(); number++) {
            if (catalogue.queues.resting(number) > 0) {
                QueueName name = catalogue.queues.name(number);
                out.u32(number).u64(catalogue.queues.resting(number));
                out.text(name.tenant()).text(name.campaign());
                out.text(name.domain().name()).text(name.way());
            }
        }
    }

    private void writeSegments(SnapshotFile out) throws IOException {
        out.u32(catalogue.ledger.all().size());
        for (Segment segment : catalogue.ledger.all()) {
            out.u32(segment.number).u32(segment.end).u32(segment.forced);
            out.u64(segment.live).u64(segment.liveUnits).u64(segment.states);
            writeNumbers(out, segment.endsOf);
            writeNumbers(out, segment.movedFrom);
        }
    }

    private static void writeNumbers(SnapshotFile out, Set<Integer> numbers) throws IOException {
        out.u32(numbers.size());
        for (int number : numbers) {
            out.u32(number);
        }
    }

    private void writeLarge(SnapshotFile out) throws IOException {
        out.u32(catalogue.large().size());
        for (var entry : catalogue.large().entrySet()) {
            out.u64(entry.getKey())
                    .u32(entry.getValue().left)
                    .u32(entry.getValue().chunks.locations().length);
            for (long chunk : entry.getValue().chunks.locations()) {
                out.u64(chunk);
            }
        }
    }

    private void writeEntries(SnapshotFile out) throws IOException {
        LiveTable live = catalogue.live;
        RestingOrder index = catalogue.index();
        if (index == null) {
            throw new IllegalStateException("there is no order of what rests");
        }
        out.u64(live.size());
        for (Resting resting : index.all()) {
            long entry = live.find(resting.id(), resting.number());
            out.u64(live.id(entry)).u32(live.number(entry)).u64(live.due(entry));
            out.u64(live.location(entry)).u64(live.state(entry));
            out.u32(live.queue(entry)).u32(live.units(entry));
            out.u8(live.is(entry, LiveTable.LARGE) ? 1 : 0);
        }
    }

    /**
     * Reads all but the entries into an empty catalogue; answers false, and has touched nothing, when it is not to be
     * believed. The entries follow with {@link #readEntries}, which may take its time.
     */
    boolean read(long lastSequence) throws IOException {
        if (!files.disk.exists(files.snapshot())) {
            return false;
        }
        try (DiskFile file = files.disk.openForReading(files.snapshot())) {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            SpoolFiles.readFully(file, header, 0);
            header.flip();
            if (header.limit() < HEADER
                    || header.getInt(0) != MAGIC
                    || header.getShort(4) != VERSION
                    || header.getLong(8) != spoolId
                    || header.getLong(16) != lastSequence
                    || header.getLong(24) != file.size() - HEADER - 4) {
                LOG.info("{} is of another spool or moment; the log is read instead", files.snapshot());
                return false;
            }
            if (!isSound(file, header)) {
                LOG.warn("{} is damaged; the log is read instead", files.snapshot());
                return false;
            }
            var in = new SnapshotFile(file, HEADER);
            readQueues(in);
            readSegments(in);
            readLarge(in);
            entriesAt = in.consumed();
            return true;
        }
    }

    private static boolean isSound(DiskFile file, ByteBuffer header) throws IOException {
        var all = new SnapshotFile(file, HEADER);
        all.skip(header.getLong(24));
        var crc = new CRC32C();
        crc.update(header.slice());
        ByteBuffer found = ByteBuffer.allocate(4);
        SpoolFiles.readFully(file, found, HEADER + header.getLong(24));
        return !found.hasRemaining() && found.getInt(0) == (int) (crc.getValue() ^ all.crc());
    }

    private void readQueues(SnapshotFile in) throws IOException {
        int count = in.u32();
        for (int i = 0; i < count; i++) {
            int number = in.u32();
            long resting = in.u64();
            String tenant = in.text();
            String campaign = in.text();
            var domain = new Domain(in.text());
            catalogue.queues.restore(number, QueueName.onWay(tenant, campaign, domain, in.text()), resting);
        }
        catalogue.queues.restored();
    }

    private void readSegments(SnapshotFile in) throws IOException {
        int count = in.u32();
        for (int i = 0; i < count; i++) {
            Segment segment = catalogue.ledger.find(in.u32());
            int end = in.u32();
            int forced = in.u32();
            long live = in.u64();
            long units = in.u64();
            long states = in.u64();
            int ends = in.u32();
            for (int e = 0; e < ends; e++) {
                int number = in.u32();
                if (segment != null) {
                    segment.endsOf.add(number);
                }
            }
            int moved = in.u32();
            for (int m = 0; m < moved; m++) {
                int number = in.u32();
                if (segment != null) {
                    segment.movedFrom.add(number);
                }
            }
            if (segment != null) {
                segment.end = end;
                segment.forced = forced;
                segment.live = live;
                segment.liveUnits = units;
                segment.states = states;
            }
        }
    }

    private void readLarge(SnapshotFile in) throws IOException {
        int count = in.u32();
        for (int i = 0; i < count; i++) {
            long id = in.u64();
            int left = in.u32();
            long[] chunks = new long[in.u32()];
            for (int c = 0; c < chunks.length; c++) {
                chunks[c] = in.u64();
            }
            catalogue.large().put(id, new Catalogue.Large(new Pieces(chunks), left));
        }
    }

    /**
     * Reads the entries, while others already use the catalogue for new mail, and answers what rests in its order. Then
     * the snapshot is deleted.
     */
    RestingOrder readEntries() throws IOException {
        try (DiskFile file = files.disk.openForReading(files.snapshot())) {
            var in = new SnapshotFile(file, entriesAt);
            long count = in.u64();
            for (int part = 0; part < LiveTable.PARTS; part++) {
                catalogue.lock.lock();
                try {
                    catalogue.live.reserve(part, count);
                } finally {
                    catalogue.lock.unlock();
                }
            }
            return SpoolIndex.of(() -> new Entries(in, count));
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        } finally {
            delete();
        }
    }

    void delete() throws IOException {
        files.disk.delete(files.snapshot());
        files.disk.forceDirectory(files.directory);
    }

    /** Brings the entries into the catalogue, some at a time, and answers them one by one. */
    private final class Entries implements Iterator<Resting> {
        private final SnapshotFile in;
        private final ArrayDeque<Resting> ahead = new ArrayDeque<>(BATCH);
        private long left;

        Entries(SnapshotFile in, long count) {
            this.in = in;
            this.left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0 || !ahead.isEmpty();
        }

        @Override
        public Resting next() {
            if (ahead.isEmpty()) {
                readBatch();
            }
            return ahead.remove();
        }

        private void readBatch() {
            catalogue.lock.lock();
            try {
                for (int i = 0; i < BATCH && left > 0; i++, left--) {
                    ahead.add(readEntry(in));
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } finally {
                catalogue.lock.unlock();
            }
        }
    }

    private Resting readEntry(SnapshotFile in) throws IOException {
        LiveTable live = catalogue.live;
        long entry = live.insert(in.u64(), in.u32());
        live.due(entry, in.u64());
        live.location(entry, in.u64());
        live.state(entry, in.u64());
        live.queue(entry, in.u32());
        live.units(entry, in.u32());
        live.flag(entry, LiveTable.LARGE, in.u8() == 1);
        live.flag(entry, LiveTable.RESTING, true);
        return catalogue.resting(entry);
    }
}

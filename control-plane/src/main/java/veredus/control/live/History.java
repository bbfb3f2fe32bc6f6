package veredus.control.live;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.SmallFiles;

/**
 * What the engine did lately: each second of the last quarter of an hour, each minute of the last day, in memory of a fixed
 * size, and kept over a restart in {@code history.bin}:
 *
 * <pre>
 * "VRHI" version:byte {ring} {ring} crc32:int
 * ring   = count:int {sample}
 * sample = at:long seven doubles
 * </pre>
 *
 * A file that is damaged or of another version is left out: the plots begin anew. Safe for many threads.
 */
public final class History {
    public static final Duration SECONDS_KEPT = Duration.ofMinutes(15);
    public static final Duration MINUTES_KEPT = Duration.ofHours(24);

    private static final Logger log = LoggerFactory.getLogger(History.class);
    private static final String FILE = "history.bin";
    private static final int MAGIC = 0x56524849;
    private static final int VERSION = 1;
    private static final long MINUTE = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Ring seconds = new Ring((int) SECONDS_KEPT.toSeconds());
    private final Ring minutes = new Ring((int) MINUTES_KEPT.toMinutes());
    private final double[] sum = new double[Sample.VALUES];
    private long minute;
    private int inMinute;

    /** Adds what was just seen. */
    public void add(Sample sample) {
        lock.lock();
        try {
            seconds.add(sample);
            long of = sample.at() / MINUTE;
            if (of != minute && inMinute > 0) {
                double[] mean =
                        Arrays.stream(sum).map(value -> value / inMinute).toArray();
                minutes.add(Sample.of((minute + 1) * MINUTE, mean));
                Arrays.fill(sum, 0);
                inMinute = 0;
            }
            minute = of;
            double[] values = sample.values();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i];
            }
            inMinute++;
        } finally {
            lock.unlock();
        }
    }

    /** Seconds after {@code since}, in seconds since 1970, the oldest first. */
    public List<Sample> seconds(long since) {
        lock.lock();
        try {
            return seconds.since(since);
        } finally {
            lock.unlock();
        }
    }

    /** Minutes after {@code since}. */
    public List<Sample> minutes(long since) {
        lock.lock();
        try {
            return minutes.since(since);
        } finally {
            lock.unlock();
        }
    }

    /** Writes all of it. */
    public void save(SmallFiles data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeByte(VERSION);
            for (List<Sample> samples : List.of(seconds(0), minutes(0))) {
                out.writeInt(samples.size());
                for (Sample sample : samples) {
                    out.writeLong(sample.at());
                    for (double value : sample.values()) {
                        out.writeDouble(value);
                    }
                }
            }
            out.writeInt((int) crc(bytes.toByteArray()));
        }
        data.replace(FILE, bytes.toByteArray());
    }

    /** Reads what an earlier run has left. */
    public void load(SmallFiles data) throws IOException {
        Optional<byte[]> bytes = data.read(FILE);
        if (bytes.isEmpty()) {
            return;
        }
        byte[] all = bytes.get();
        try (var in = new DataInputStream(new ByteArrayInputStream(all))) {
            int body = all.length - Integer.BYTES;
            if (body < 0
                    || in.readInt() != MAGIC
                    || in.readByte() != VERSION
                    || (int) crc(Arrays.copyOf(all, body)) != tail(all)) {
                throw new IOException("damaged, or of another version");
            }
            fill(seconds, in);
            fill(minutes, in);
        } catch (IOException damaged) {
            log.warn(
                    "the history of the plots in {} cannot be used ({}); they begin anew",
                    data.path(FILE),
                    damaged.getMessage());
        }
    }

    private void fill(Ring ring, DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MINUTES_KEPT.toMinutes()) {
            throw new IOException("an impossible count");
        }
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                long at = in.readLong();
                double[] values = new double[Sample.VALUES];
                for (int k = 0; k < values.length; k++) {
                    values[k] = in.readDouble();
                }
                ring.add(Sample.of(at, values));
            }
        } finally {
            lock.unlock();
        }
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private static int tail(byte[] bytes) {
        return java.nio.ByteBuffer.wrap(bytes, bytes.length - Integer.BYTES, Integer.BYTES)
                .getInt();
    }
}

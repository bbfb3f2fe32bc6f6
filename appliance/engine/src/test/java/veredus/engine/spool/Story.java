package veredus.engine.spool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import veredus.api.policy.Durability;
import veredus.engine.envelope.BodyMemory;
import veredus.engine.envelope.Delivery;
import veredus.engine.envelope.Message;
import veredus.engine.envelope.MessageId;
import veredus.engine.envelope.Recipient;
import veredus.world.World;

/**
 * Some threads that store, defer and settle mail, and note what the spool has promised and when; and the check of an
 * image against those promises.
 */
final class Story {
    static final Path DIRECTORY = Path.of("/spool");
    private static final int SEGMENT = 32 << 10;

    private final RecordingDisk disk;
    private final int threads;
    private final int messages;
    /** Moves the noted moment of each promise; not 0 to prove that the check sees a promise that comes too early. */
    private final int shift;

    private final Map<MessageId, Promise> promises = new ConcurrentHashMap<>();

    /** What is known of one message; moments are numbers of disk operations. */
    static final class Promise {
        final byte[] body;
        volatile int storedAt = Integer.MAX_VALUE;
        volatile int deferredAt = Integer.MAX_VALUE;
        volatile int settleBegan = Integer.MAX_VALUE;
        volatile int settledAt = Integer.MAX_VALUE;

        Promise(byte[] body) {
            this.body = body;
        }
    }

    Story(RecordingDisk disk, int threads, int messages, int shift) {
        this.disk = disk;
        this.threads = threads;
        this.messages = messages;
        this.shift = shift;
    }

    static Spool open(RecordingDisk disk) throws SpoolException {
        World world = Worlds.with(disk, Duration.ofMillis(2));
        return Spool.open(world, Mail.policy(SEGMENT), DIRECTORY, new BodyMemory(1 << 20));
    }

    /** Lives it; a failure of the spool is no promise broken. */
    void live(Spool spool) throws InterruptedException {
        var running = new ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            int seed = t;
            running.add(Thread.startVirtualThread(() -> session(spool, new Random(seed))));
        }
        for (Thread thread : running) {
            thread.join();
        }
    }

    private void session(Spool spool, Random chance) {
        var unaccounted = new ArrayList<Message>();
        for (int i = 0; i < messages; i++) {
            try {
                unaccounted.add(one(spool, chance));
                if (i % 8 == 7) {
                    spool.accounted(unaccounted);
                    unaccounted.clear();
                }
            } catch (SpoolException refused) {
                assert refused.reason() != SpoolException.Reason.LOCKED;
            }
        }
    }

    private Message one(Spool spool, Random chance) throws SpoolException {
        byte[] body = Mail.body(chance.nextInt(12) == 0 ? 20_000 : 100 + chance.nextInt(1500), chance.nextInt());
        MessageId id = spool.newId();
        var promise = new Promise(body);
        promises.put(id, promise);
        Recipient[] to = chance.nextInt(3) == 0
                ? new Recipient[] {Mail.to(0, "a", "one.example"), Mail.to(1, "b", "two.example")}
                : new Recipient[] {Mail.to(0, "a", "one.example")};
        Message message;
        try (BodyWriter writer = spool.newBody(id)) {
            writer.write(body, 0, body.length);
            message = spool.store(Mail.envelope(id, Durability.DURABLE, to), writer);
        }
        promise.storedAt = disk.operations() - shift;
        List<Delivery> deliveries = Delivery.allOf(message);
        int fate = chance.nextInt(10);
        if (fate < 3) {
            spool.commit(deliveries.stream()
                    .map(delivery -> Mail.deferral(delivery, Mail.T0.plusSeconds(60)))
                    .toList());
            promise.deferredAt = disk.operations() - shift;
            deliveries = deliveries.stream()
                    .map(delivery -> Mail.deferred(delivery, Mail.T0.plusSeconds(60)))
                    .toList();
            deliveries.forEach(spool::rest);
            if (fate == 0) {
                return message;
            }
        } else if (fate == 3) {
            return message;
        }
        promise.settleBegan = disk.operations();
        spool.commit(deliveries.stream().map(Mail::delivered).toList());
        promise.settledAt = disk.operations() - shift;
        return message;
    }

    int promised() {
        return promises.size();
    }

    long stored() {
        return promises.values().stream()
                .filter(promise -> promise.storedAt != Integer.MAX_VALUE)
                .count();
    }

    /** What is wrong with {@code image}, which was taken after {@code moment} operations; nothing, if all is well. */
    List<String> wrongs(RecordingDisk image, int moment) throws SpoolException {
        var wrongs = new ArrayList<String>();
        try (Spool spool = open(image)) {
            if (!spool.rebuilt()) {
                wrongs.add("not rebuilt");
            }
            var found = new ConcurrentHashMap<MessageId, Delivery>();
            for (Delivery delivery : Mail.takeAll(spool)) {
                found.put(delivery.message().id(), delivery);
            }
            found.forEach((id, delivery) -> check(spool, id, delivery, moment, wrongs));
            promises.forEach((id, promise) -> {
                if (promise.storedAt <= moment && promise.settleBegan > moment && !found.containsKey(id)) {
                    wrongs.add("lost " + id + ", promised at " + promise.storedAt);
                }
            });
        }
        return wrongs;
    }

    private void check(Spool spool, MessageId id, Delivery delivery, int moment, List<String> wrongs) {
        Promise promise = promises.get(id);
        if (promise == null) {
            wrongs.add("invented " + id);
            return;
        }
        if (promise.settledAt <= moment) {
            wrongs.add("risen " + id);
        }
        if (promise.deferredAt <= moment && delivery.attempts() == 0) {
            wrongs.add("state lost of " + id);
        }
        try {
            if (!Arrays.equals(Mail.read(spool, delivery.message()), promise.body)) {
                wrongs.add("altered " + id);
            }
        } catch (SpoolException unreadable) {
            wrongs.add("unreadable " + id + ": " + unreadable.getMessage());
        }
    }
}

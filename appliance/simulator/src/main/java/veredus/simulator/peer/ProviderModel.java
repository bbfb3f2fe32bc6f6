package veredus.simulator.peer;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import veredus.world.Chance;
import veredus.world.Time;

/**
 * What a provider remembers and decides: open connections, messages in the current window, greylisted triples. It knows
 * no socket, so the sink and a simulated network share it. Safe for use by many threads; one short lock guards all of
 * the memory. Every memory is bounded and forgets its oldest entry first.
 */
public final class ProviderModel {
    private static final int MAX_GREYLISTED = 200_000;
    private static final int MAX_SOURCES = 20_000;
    private static final String GREYLISTED = "451 4.7.1 Greylisted, please try again later";
    private static final String UNKNOWN = "550 5.1.1 The mailbox you tried to reach does not exist";

    private final Provider provider;
    private final Time time;
    private final Chance chance;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> firstSeen = new Bounded<>(MAX_GREYLISTED);
    private final Map<InetAddress, Integer> open = new LinkedHashMap<>();
    private final Map<InetAddress, Spent> spent = new Bounded<>(MAX_SOURCES);

    public ProviderModel(Provider provider, Time time, Chance chance) {
        this.provider = provider;
        this.time = time;
        this.chance = chance;
    }

    public Provider provider() {
        return provider;
    }

    /** A connection from {@code source} was opened; the 421 line to greet it with, if it is one too many. */
    public Optional<String> opened(InetAddress source) {
        int connections = locked(() -> open.merge(source, 1, Integer::sum));
        return refusal(
                effect -> effect instanceof PeerEffect.ConnectionCap(int most, String reply) && connections > most
                        ? Optional.of(reply)
                        : Optional.empty());
    }

    /** A connection from {@code source} was closed, whether it had been let in or not. */
    public void closed(InetAddress source) {
        locked(() -> open.computeIfPresent(source, (key, count) -> count > 1 ? count - 1 : null));
    }

    /** MAIL came from {@code source}; the 421 line that ends the connection, if it is above the rate. */
    public Optional<String> mail(InetAddress source) {
        return refusal(effect -> effect instanceof PeerEffect.RateLimit limit && isAbove(limit, source)
                ? Optional.of(limit.reply())
                : Optional.empty());
    }

    /** RCPT came from {@code source}; the line that refuses it, if it is refused. Addresses without brackets. */
    public Optional<String> recipient(InetAddress source, String sender, String recipient) {
        return refusal(effect -> switch (effect) {
            case PeerEffect.RejectUnknown(int percent) when isUnknown(recipient, percent) -> Optional.of(UNKNOWN);
            case PeerEffect.Greylist(Duration wait)
            when isGreylisted(source, sender, recipient, wait) -> Optional.of(GREYLISTED);
            case PeerEffect.Defer(int percent, String reply) when chance.below(100) < percent -> Optional.of(reply);
            // The other effects do not concern a single recipient.
            default -> Optional.empty();
        });
    }

    /** How the final dot of a message is answered. */
    public Ending ending() {
        for (PeerEffect effect : provider.effects()) {
            if (effect instanceof PeerEffect.ResetAfterData(int percent) && chance.below(100) < percent) {
                return Ending.RESET;
            }
            if (effect instanceof PeerEffect.DropFinalReply(int percent) && chance.below(100) < percent) {
                return Ending.TAKEN_WITHOUT_REPLY;
            }
        }
        return Ending.TAKEN;
    }

    /** How long a batch of replies is held back. */
    public Duration latency() {
        return provider.effects().stream()
                .map(effect -> effect instanceof PeerEffect.Slow(Duration latency) ? latency : Duration.ZERO)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** How long each byte of a reply takes. */
    public Duration perByte() {
        return provider.effects().stream()
                .map(effect -> effect instanceof PeerEffect.Tarpit(Duration perByte) ? perByte : Duration.ZERO)
                .reduce(Duration.ZERO, Duration::plus);
    }

    public boolean hangs() {
        return provider.effects().stream().anyMatch(PeerEffect.Hang.class::isInstance);
    }

    /** Whether it says nothing more from {@code point} on. */
    public boolean hangsAt(PeerEffect.Point point) {
        return provider.effects().contains(new PeerEffect.HangAt(point));
    }

    /** How a message ends. */
    public enum Ending {
        TAKEN,
        TAKEN_WITHOUT_REPLY,
        RESET
    }

    /** Whether a provider that lacks {@code percent} of all mailboxes lacks this one. */
    static boolean isUnknown(String recipient, int percent) {
        return Math.floorMod((recipient.hashCode() * 0x9E3779B1) >>> 8, 100) < percent;
    }

    private Optional<String> refusal(Function<PeerEffect, Optional<String>> judge) {
        return provider.effects().stream().map(judge).flatMap(Optional::stream).findFirst();
    }

    private boolean isAbove(PeerEffect.RateLimit limit, InetAddress source) {
        long now = time.nanos();
        Spent after = locked(() -> spent.merge(
                source,
                new Spent(now, 1),
                (old, one) ->
                        now - old.since() >= limit.per().toNanos() ? one : new Spent(old.since(), old.messages() + 1)));
        return after.messages() > limit.messages();
    }

    private boolean isGreylisted(InetAddress source, String sender, String recipient, Duration wait) {
        long now = time.nanos();
        String triple = source.getHostAddress() + ' ' + sender + ' ' + recipient;
        Long first = locked(() -> firstSeen.putIfAbsent(triple, now));
        return first == null || now - first < wait.toNanos();
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private record Spent(long since, int messages) {}

    /** Forgets what was put in first. */
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }
}

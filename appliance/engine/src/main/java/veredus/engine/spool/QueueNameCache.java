package veredus.engine.spool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import veredus.engine.envelope.QueueName;
import veredus.engine.spool.QueueNumbers.Frequent;
import veredus.mail.address.Domain;

/**
 * Reads names of queues, and answers the same object for the same bytes as long as it remembers them: a log holds few
 * names very often. As large as {@link #PLACES}, each of which remembers the last name that fell to it. Used by one
 * thread.
 */
final class QueueNameCache {
    private static final int PLACES = 1 << 17;

    private final @Nullable Known[] known = new @Nullable Known[PLACES];

    private record Known(byte[] bytes, Frequent name) {}

    /** A name as it stands in a state: tenant, campaign, domain, pool. */
    Frequent ofState(BytesIn in) throws SpoolException {
        int from = in.at();
        for (int text = 0; text < 4; text++) {
            in.skipText();
        }
        int to = in.at();
        int hash = hash(in.array(), from, to);
        Frequent found = find(hash, in.array(), from, to);
        if (found != null) {
            return found;
        }
        var texts = new BytesIn(in.array(), from, to - from);
        String tenant = texts.text();
        String campaign = texts.text();
        var domain = new Domain(texts.text());
        return remember(
                hash, in.array(), from, to, new Frequent(QueueName.onWay(tenant, campaign, domain, texts.text())));
    }

    /** The names of a message's queues as they stand in it: tenant, campaign, pool, count, domains. */
    Frequent[] ofMessage(BytesIn in) throws SpoolException {
        int from = in.at();
        for (int text = 0; text < 3; text++) {
            in.skipText();
        }
        int count = in.count();
        for (int domain = 0; domain < count; domain++) {
            in.skipText();
        }
        int to = in.at();
        if (count != 1) {
            return read(new BytesIn(in.array(), from, to - from));
        }
        // Never the same bytes as those of a state, which would end before the domain.
        int hash = hash(in.array(), from, to);
        Frequent found = find(hash, in.array(), from, to);
        return found != null
                ? new Frequent[] {found}
                : new Frequent[] {
                    remember(hash, in.array(), from, to, read(new BytesIn(in.array(), from, to - from))[0])
                };
    }

    private static Frequent[] read(BytesIn in) throws SpoolException {
        String tenant = in.text();
        String campaign = in.text();
        String pool = in.text();
        var names = new Frequent[in.count()];
        for (int i = 0; i < names.length; i++) {
            names[i] = new Frequent(QueueName.onWay(tenant, campaign, new Domain(in.text()), pool));
        }
        return names;
    }

    private @Nullable Frequent find(int hash, byte[] bytes, int from, int to) {
        Known there = known[hash & (PLACES - 1)];
        return there != null && Arrays.equals(there.bytes(), 0, there.bytes().length, bytes, from, to)
                ? there.name()
                : null;
    }

    private Frequent remember(int hash, byte[] bytes, int from, int to, Frequent name) {
        known[hash & (PLACES - 1)] = new Known(Arrays.copyOfRange(bytes, from, to), name);
        return name;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ (hash >>> 15);
    }
}

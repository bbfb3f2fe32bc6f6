package veredus.engine.bounce;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.DsnPolicy;
import veredus.mail.address.Mailbox;

/**
 * Bounds the notices that one sender address gets. Mail sent in a stranger's name, as from an account whose password
 * was stolen, would otherwise have us flood that stranger with its failures (backscatter).
 *
 * <p>A sender's window begins with its first notice. At most {@link #SENDERS_MAX} senders are remembered; for one more
 * the one whose window began first is forgotten, which can only let more notices through. One thread at a time: the
 * settlement's.
 */
final class SenderCap {
    /** Senders remembered; about 200 bytes each. */
    static final int SENDERS_MAX = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(SenderCap.class);

    /** By address in lower case, in the order in which their windows began. */
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private static final class Window {
        private final Instant began;
        private int sent;
        private boolean logged;

        private Window(Instant began) {
            this.began = began;
        }
    }

    /** Whether {@code sender} may get one more notice; the first refusal of a window is logged. */
    boolean allows(Mailbox sender, DsnPolicy policy, Instant now) {
        if (policy.maxPerSender() == 0) {
            return true;
        }
        forgetBefore(now.minus(policy.senderWindow()));
        Window window = windows.get(key(sender));
        if (window == null || window.sent < policy.maxPerSender()) {
            return true;
        }
        if (!window.logged) {
            window.logged = true;
            LOG.warn(
                    "{} has had {} notices since {}: further ones are withheld until {} (dsn.toml, max-per-sender). Is"
                            + " somebody sending in its name?",
                    sender,
                    window.sent,
                    window.began,
                    window.began.plus(policy.senderWindow()));
        }
        return false;
    }

    /** Counts one that is on its way. */
    void sent(Mailbox sender, Duration windowLength, Instant now) {
        forgetBefore(now.minus(windowLength));
        Window window = windows.get(key(sender));
        if (window == null) {
            if (windows.size() >= SENDERS_MAX) {
                windows.remove(windows.keySet().iterator().next());
            }
            window = new Window(now);
            windows.put(key(sender), window);
        }
        window.sent++;
    }

    int senders() {
        return windows.size();
    }

    private void forgetBefore(Instant bound) {
        Iterator<Window> oldestFirst = windows.values().iterator();
        while (oldestFirst.hasNext() && !oldestFirst.next().began.isAfter(bound)) {
            oldestFirst.remove();
        }
    }

    private static String key(Mailbox sender) {
        return sender.toString().toLowerCase(Locale.ROOT);
    }
}

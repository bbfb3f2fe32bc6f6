package veredus.control.people;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One browser in which somebody is signed in. Safe for many threads. */
public final class Session {
    private final String user;
    private final String csrf;
    private final Instant began;
    private final AtomicReference<@Nullable Notice> notice = new AtomicReference<>();
    private volatile Instant seen;
    private volatile String offered = "";
    private volatile Optional<Draft> draft = Optional.empty();

    /**
     * Something to tell on the next page.
     *
     * @param bad whether it is about what did not happen
     * @param undo an order that can be undone
     */
    public record Notice(String text, boolean bad, Optional<String> undo) {}

    Session(String user, String csrf, Instant now) {
        this.user = user;
        this.csrf = csrf;
        this.began = now;
        this.seen = now;
    }

    /** The name of who is signed in; what they may do is looked up with each request. */
    public String user() {
        return user;
    }

    /** Sent along with every change. */
    public String csrf() {
        return csrf;
    }

    Instant began() {
        return began;
    }

    Instant seen() {
        return seen;
    }

    void seen(Instant now) {
        seen = now;
    }

    /** The secret of a second factor that is shown and not yet proven. */
    public String offered() {
        return offered;
    }

    public void offer(String secret) {
        offered = secret;
    }

    /** The changes of the configuration that are begun and not applied. */
    public Optional<Draft> draft() {
        return draft;
    }

    /** Keeps changes; one without any is none. */
    public void keep(Draft changed) {
        draft = changed.isEmpty() ? Optional.empty() : Optional.of(changed);
    }

    public void tell(Notice told) {
        notice.set(told);
    }

    /** What is to be told; it is told once. */
    public Optional<Notice> takeNotice() {
        return Optional.ofNullable(notice.getAndSet(null));
    }
}

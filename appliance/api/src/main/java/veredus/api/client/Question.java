package veredus.api.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import veredus.api.admin.QueueFilter;

/** The path and the parameters of a request, made one by one. Used by one thread. */
final class Question {
    private final StringBuilder text;
    private char separator = '?';

    private Question(String path) {
        this.text = new StringBuilder(path);
    }

    static Question of(Endpoint endpoint) {
        return new Question(endpoint.path());
    }

    /** With {@code id} where the path has one. */
    static Question of(Endpoint endpoint, String id) {
        return new Question(endpoint.path().replace("{id}", encoded(id)));
    }

    Question with(String name, String value) {
        text.append(separator).append(name).append('=').append(encoded(value));
        separator = '&';
        return this;
    }

    Question with(String name, int value) {
        return with(name, Integer.toString(value));
    }

    /** A constant by its name in lower case. */
    Question with(String name, Enum<?> value) {
        return with(name, value.name().toLowerCase(Locale.ROOT));
    }

    /** Nothing where it is absent. */
    Question with(String name, Optional<String> value) {
        return value.map(present -> with(name, present)).orElse(this);
    }

    /** The conditions of a filter. */
    Question with(QueueFilter filter) {
        return with("queue", filter.queue())
                .with("domain", filter.domain())
                .with("tenant", filter.tenant())
                .with("campaign", filter.campaign())
                .with("pool", filter.pool())
                .with("route", filter.route())
                .with("recipient", filter.recipient())
                .with("sender", filter.sender())
                .with("older-than", filter.olderThan().map(age -> Long.toString(age.toSeconds())))
                .with("site", filter.site())
                .with("vmta", filter.vmta());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

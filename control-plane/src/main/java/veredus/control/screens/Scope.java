package veredus.control.screens;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import veredus.api.admin.QueueFilter;

/** Which mail is meant, between URLs, forms and words. */
final class Scope {
    private static final List<String> NAMES =
            List.of("queue", "domain", "tenant", "campaign", "pool", "recipient", "sender");

    private Scope() {}

    static QueueFilter of(Function<String, Optional<String>> given) {
        return new QueueFilter(
                given.apply("queue"),
                given.apply("domain"),
                given.apply("tenant"),
                given.apply("campaign"),
                given.apply("pool"),
                given.apply("recipient"),
                given.apply("sender"),
                Optional.empty(),
                false);
    }

    /** What is meant, by name, as forms and URLs have it. */
    static Map<String, String> fields(QueueFilter filter) {
        var fields = new LinkedHashMap<String, String>();
        List<Optional<String>> values = List.of(
                filter.queue(),
                filter.domain(),
                filter.tenant(),
                filter.campaign(),
                filter.pool(),
                filter.recipient(),
                filter.sender());
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            values.get(i).ifPresent(value -> fields.put(name, value));
        }
        return fields;
    }

    /** Such as {@code domain big.example, tenant acme}. */
    static String said(QueueFilter filter) {
        var words = new ArrayList<String>();
        fields(filter).forEach((name, value) -> words.add(name + " " + value));
        return words.isEmpty() ? "all queues" : String.join(", ", words);
    }
}

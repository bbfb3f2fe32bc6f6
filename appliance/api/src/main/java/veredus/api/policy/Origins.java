package veredus.api.policy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the keys of every record that was read stand, for checks, explanations and comparisons. Records are told apart
 * by identity. Used by one thread while it is filled; then immutable.
 */
public final class Origins {
    private final IdentityHashMap<Record, Places> places = new IdentityHashMap<>();
    private final Map<Origin, Macros.Expanded> expanded = new LinkedHashMap<>();
    private final Set<Record> damaged = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The places of one table. */
    static final class Places {
        private final Origin table;
        private final Map<String, Origin> keys = new LinkedHashMap<>();

        Places(Origin table) {
            this.table = table;
        }

        void put(String key, Origin origin) {
            keys.put(key, origin);
        }

        Origin table() {
            return table;
        }

        Map<String, Origin> keys() {
            return Collections.unmodifiableMap(keys);
        }
    }

    /** Adds all that {@code others} know. */
    void addAll(Origins others) {
        places.putAll(others.places);
        expanded.putAll(others.expanded);
        damaged.addAll(others.damaged);
    }

    void put(Record record, Places where) {
        places.put(record, where);
    }

    /** Notes that the value at {@code origin} is written with macros. */
    void expanded(Origin origin, Macros.Expanded how) {
        expanded.put(origin, how);
    }

    /** How the value at {@code origin} is written and where its macros stand, for people; empty where it has none. */
    public Optional<String> macros(Origin origin) {
        return Optional.ofNullable(expanded.get(origin))
                .map(how -> "written " + Problems.quoted(how.written()) + "; "
                        + how.uses().stream()
                                .map(use -> use.name() + " stands at " + use.at())
                                .distinct()
                                .collect(Collectors.joining(", ")));
    }

    /** Notes that some value of {@code record} is not what the file says, so that it gives no further problems. */
    void damage(Record record) {
        damaged.add(record);
    }

    /** Notes that {@code made} stands where {@code rule} does. */
    void copy(Record rule, Record made) {
        Places where = places.get(rule);
        if (where != null) {
            places.put(made, where);
        }
        if (damaged.contains(rule)) {
            damaged.add(made);
        }
    }

    boolean isSound(Record record) {
        return !damaged.contains(record);
    }

    /** Whether the file says something of {@code key}; if not, its default holds. */
    public boolean isSet(Record record, String key) {
        Places where = places.get(record);
        return where != null && where.keys.containsKey(key);
    }

    /** Where {@code key} stands, or its table; {@link Origin#BUILT_IN} for a record that no file holds. */
    public Origin of(Record record, String key) {
        Places where = places.get(record);
        return where == null ? Origin.BUILT_IN : where.keys.getOrDefault(key, where.table);
    }

    /** Where the {@code index}-th element of the list {@code key} stands. */
    public Origin of(Record record, String key, int index) {
        Places where = places.get(record);
        Origin element = where == null ? null : where.keys.get(element(key, index));
        return element == null ? of(record, key) : element;
    }

    static String element(String key, int index) {
        return key + "#" + index;
    }
}

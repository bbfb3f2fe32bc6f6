package veredus.engine.policy;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import veredus.api.policy.Policy;

/** Says in which files two policies differ, and which keys of those take effect at a restart only. */
public final class PolicyDifference {
    /**
     * What an engine takes once, when it starts: names and places on disk, sizes of what is allocated, the resolver and
     * the admin port. All other keys hold from the next message or connection.
     */
    private static final Set<String> AT_RESTART = Set.of(
            "server.host-name",
            "server.data-dir",
            "server.body-memory",
            "server.max-outbound-connections",
            "headers.captured",
            "spool.*",
            "dns.servers",
            "dns.timeout",
            "dns.tries",
            "dns.max-in-flight",
            "dns.cache-entries",
            "accounting.*",
            "admin.*");

    private PolicyDifference() {}

    /** One line for each file that differs; for people. */
    public static List<String> notes(Policy before, Policy next) {
        var notes = new ArrayList<String>();
        many(notes, "tenants.toml", before.tenants(), next.tenants());
        many(notes, "users.toml", before.users(), next.users());
        many(notes, "vmtas.toml", before.vmtas(), next.vmtas());
        many(notes, "vmtas.toml (pools)", before.pools(), next.pools());
        many(notes, "proxies.toml", before.proxies(), next.proxies());
        many(notes, "routes.toml", before.routes(), next.routes());
        many(notes, "rules.toml", before.rules(), next.rules());
        many(notes, "shaping", before.paths(), next.paths());
        many(notes, "retry.toml", before.retries(), next.retries());
        many(notes, "listeners.toml", before.listeners(), next.listeners());
        one(notes, "headers", before.headers(), next.headers());
        one(notes, "server", before.server(), next.server());
        one(notes, "spool", before.spool(), next.spool());
        one(notes, "dsn", before.dsn(), next.dsn());
        one(notes, "dns", before.dns(), next.dns());
        one(notes, "accounting", before.accounting(), next.accounting());
        one(notes, "admin", before.admin(), next.admin());
        one(notes, "secrets", before.secrets(), next.secrets());
        if (!before.web().equals(next.web())) {
            notes.add("web has changed, which the engine does not use; restart veredus web");
        }
        if (notes.isEmpty()) {
            notes.add("nothing has changed");
        }
        return notes;
    }

    private static void many(List<String> notes, String file, List<?> before, List<?> next) {
        if (!before.equals(next)) {
            notes.add(file + " has changed");
        }
    }

    private static void one(List<String> notes, String table, Record before, Record next) {
        var atOnce = new TreeSet<String>();
        var atRestart = new TreeSet<String>();
        for (RecordComponent part : before.getClass().getRecordComponents()) {
            String key = key(part.getName());
            // A name that is left out is the machine's, which is put into the policy in force.
            boolean machines = key.equals("host-name") && value(part, next).equals("");
            if (!machines && !value(part, before).equals(value(part, next))) {
                boolean waits = AT_RESTART.contains(table + ".*") || AT_RESTART.contains(table + "." + key);
                (waits ? atRestart : atOnce).add(key);
            }
        }
        if (!atOnce.isEmpty()) {
            notes.add(table + ".toml has changed: " + String.join(", ", atOnce));
        }
        if (!atRestart.isEmpty()) {
            notes.add(table + ".toml needs a restart for: " + String.join(", ", atRestart));
        }
    }

    private static String key(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object value(RecordComponent part, Record record) {
        try {
            return part.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a record of the policy cannot be read: " + part, impossible);
        }
    }
}

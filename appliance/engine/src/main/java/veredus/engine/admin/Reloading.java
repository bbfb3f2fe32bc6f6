package veredus.engine.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import veredus.api.admin.ReloadReply;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;

/** Reads the configuration again and puts it in force if all of it is good. One at a time. */
final class Reloading {
    private final AdminRooms rooms;
    private final DataFiles files;
    private final AdminTokens tokens;
    private final Semaphore turn = new Semaphore(1);
    private volatile Instant loaded;

    Reloading(AdminRooms rooms, DataFiles files, AdminTokens tokens) {
        this.rooms = rooms;
        this.files = files;
        this.tokens = tokens;
        this.loaded = rooms.started();
    }

    /** When the policy in force was read. */
    Instant loaded() {
        return loaded;
    }

    ReloadReply reload() throws IOException {
        Path directory = rooms.configuration()
                .orElseThrow(() -> AdminRefusal.conflict(
                        "there is nothing to read", "the engine was started without a configuration directory"));
        if (!turn.tryAcquire()) {
            throw AdminRefusal.conflict("another reload is at work", "try again when it is done");
        }
        try {
            var addresses = Set.copyOf(rooms.world().network().localAddresses());
            PolicyReading reading = files.onPlatform("read policy", () -> PolicyReader.read(directory, addresses));
            return switch (reading) {
                case PolicyReading.Refused(List<PolicyProblem> problems) ->
                    new ReloadReply(false, problems, List.of("the configuration before stays in force"));
                case PolicyReading.Accepted(Policy next, List<PolicyProblem> warnings) ->
                    new ReloadReply(true, warnings, putInForce(next));
            };
        } finally {
            turn.release();
        }
    }

    private List<String> putInForce(Policy next) {
        Policy before = rooms.policy().get();
        rooms.reload().accept(next);
        loaded = rooms.world().time().now();
        var notes = new ArrayList<String>();
        note(notes, "tenants.toml", before.tenants(), next.tenants(), true);
        note(notes, "users.toml", before.users(), next.users(), true);
        note(notes, "headers.toml", before.headers(), next.headers(), true);
        note(notes, "vmtas.toml", before.vmtas(), next.vmtas(), true);
        note(notes, "vmtas.toml (pools)", before.pools(), next.pools(), true);
        note(notes, "routes.toml", before.routes(), next.routes(), true);
        note(notes, "shaping", before.paths(), next.paths(), true);
        note(notes, "retry.toml", before.retries(), next.retries(), true);
        note(notes, "server.toml", before.server(), next.server(), false);
        note(notes, "listeners.toml", before.listeners(), next.listeners(), false);
        note(notes, "spool.toml", before.spool(), next.spool(), false);
        note(notes, "dsn.toml", before.dsn(), next.dsn(), false);
        note(notes, "dns.toml", before.dns(), next.dns(), false);
        note(notes, "accounting.toml", before.accounting(), next.accounting(), false);
        note(notes, "admin.toml", before.admin(), next.admin(), false);
        if (notes.isEmpty()) {
            notes.add("nothing has changed");
        }
        try {
            tokens.reload();
        } catch (IOException unreadable) {
            notes.add("the tokens before stay: " + unreadable.getMessage());
        }
        return notes;
    }

    private static void note(List<String> notes, String file, Object before, Object next, boolean atOnce) {
        if (!before.equals(next)) {
            notes.add(file + (atOnce ? " has changed" : " has changed: parts of it need a restart"));
        }
    }
}

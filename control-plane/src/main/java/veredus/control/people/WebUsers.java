package veredus.control.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JacksonException;
import veredus.api.admin.ActingFor;
import veredus.api.admin.AdminJson;
import veredus.api.admin.Role;
import veredus.world.Chance;
import veredus.world.PasswordHash;
import veredus.world.SmallFiles;

/**
 * Who may sign in: {@code users.json} in the data directory, replaced as a whole with each change. At most {@link #MOST}
 * people; the last admin stays. Safe for many threads; one change at a time, and a few hashes at a time, since each takes
 * {@value PasswordHash#MEMORY_KIB} KiB.
 */
public final class WebUsers {
    /** A control plane has few people. */
    public static final int MOST = 1_000;

    public static final int SHORTEST_PASSWORD = 10;
    public static final int LONGEST_PASSWORD = 200;

    private static final String FILE = "users.json";
    private static final int HASHES_AT_A_TIME = 2;

    private final SmallFiles data;
    private final Chance chance;
    /** Compared with when nobody has that name, so that the answer takes as long. */
    private final PasswordHash nobody;

    private final Semaphore hashing = new Semaphore(HASHES_AT_A_TIME);
    private final Semaphore turn = new Semaphore(1);
    private volatile List<WebUser> users;
    /** By name, the step of the last code that was taken; guarded by the turn, and of at most as many as there are users. */
    private final Map<String, Long> usedSteps = new HashMap<>();

    /** The file's grammar: version 1 is an object with these two. */
    record Content(int version, List<WebUser> users) {
        static final int VERSION = 1;
    }

    private WebUsers(SmallFiles data, Chance chance, List<WebUser> users) {
        this.data = data;
        this.chance = chance;
        this.users = users;
        this.nobody = PasswordHash.ofNobody(chance);
    }

    /** Reads them; without a file there is nobody yet. */
    public static WebUsers open(SmallFiles data, Chance chance) throws IOException {
        Optional<byte[]> bytes = data.read(FILE);
        if (bytes.isEmpty()) {
            return new WebUsers(data, chance, List.of());
        }
        try {
            Content content = AdminJson.STRICT.readValue(bytes.get(), Content.class);
            if (content.version() != Content.VERSION || content.users().size() > MOST) {
                throw new IOException(data.path(FILE) + " is not of this version, or has more than " + MOST + " users");
            }
            return new WebUsers(data, chance, List.copyOf(content.users()));
        } catch (JacksonException damaged) {
            throw new IOException(
                    data.path(FILE) + " cannot be understood; mend it, or remove it to begin anew", damaged);
        }
    }

    public boolean isEmpty() {
        return users.isEmpty();
    }

    /** All of them, by name. */
    public List<WebUser> all() {
        return users;
    }

    public Optional<WebUser> find(String name) {
        return users.stream().filter(user -> user.name().equals(name)).findFirst();
    }

    /** Whose name and password these are. Takes as long whether or not there is such a name. */
    public Optional<WebUser> authenticate(String name, String password) {
        Optional<WebUser> user = find(name);
        PasswordHash hash =
                user.flatMap(known -> PasswordHash.parse(known.hash())).orElse(nobody);
        if (password.length() > LONGEST_PASSWORD) {
            return Optional.empty();
        }
        hashing.acquireUninterruptibly();
        try {
            boolean right = hash.matches(password.getBytes(StandardCharsets.UTF_8));
            return right ? user : Optional.empty();
        } finally {
            hashing.release();
        }
    }

    /** Why something was not done, for the person who wanted it. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    /** Adds the first, who may do everything; refused as soon as there is one. */
    public WebUser addFirst(String name, String password, Instant now) throws IOException, Refused {
        return change(before -> {
            if (!before.isEmpty()) {
                throw new Refused("there is a user already: sign in");
            }
            WebUser first = made(name, password, Role.ADMIN, Optional.empty(), now);
            return new Change(List.of(first), first);
        });
    }

    public WebUser add(String name, String password, Role role, Optional<String> tenant, Instant now)
            throws IOException, Refused {
        return change(before -> {
            if (before.stream().anyMatch(user -> user.name().equals(name))) {
                throw new Refused("there is a user of that name already");
            }
            if (before.size() >= MOST) {
                throw new Refused("there are " + MOST + " users, which is the most");
            }
            WebUser added = made(name, password, role, tenant, now);
            var after = new ArrayList<>(before);
            after.add(added);
            after.sort(java.util.Comparator.comparing(WebUser::name));
            return new Change(after, added);
        });
    }

    public WebUser remove(String name) throws IOException, Refused {
        return change(before -> {
            WebUser gone = known(before, name);
            List<WebUser> after =
                    before.stream().filter(user -> !user.name().equals(name)).toList();
            if (after.stream().noneMatch(user -> user.role() == Role.ADMIN)) {
                throw new Refused("the last admin stays: make another one first");
            }
            return new Change(after, gone);
        });
    }

    public WebUser changePassword(String name, String password) throws IOException, Refused {
        return change(before -> {
            WebUser old = known(before, name);
            WebUser fresh = made(name, password, old.role(), old.tenant(), old.since());
            return replaced(before, with(fresh, old.secondFactor()));
        });
    }

    /** From now on a code is asked for too; without a secret no longer. */
    public WebUser changeSecondFactor(String name, Optional<String> secret) throws IOException, Refused {
        return change(before -> replaced(before, with(known(before, name), secret)));
    }

    private static WebUser with(WebUser user, Optional<String> secret) {
        return new WebUser(user.name(), user.role(), user.tenant(), user.hash(), user.since(), secret);
    }

    private static Change replaced(List<WebUser> before, WebUser changed) {
        return new Change(
                before.stream()
                        .map(user -> user.name().equals(changed.name()) ? changed : user)
                        .toList(),
                changed);
    }

    /** Whether that is a code of the user's second factor which nobody has used yet; it is used then. */
    public boolean takeCode(WebUser user, String code, Instant now) {
        if (user.secondFactor().isEmpty()) {
            return true;
        }
        OptionalLong step = Totp.step(user.secondFactor().get(), code, now);
        turn.acquireUninterruptibly();
        try {
            if (step.isEmpty() || step.getAsLong() <= usedSteps.getOrDefault(user.name(), 0L)) {
                return false;
            }
            usedSteps.keySet().retainAll(users.stream().map(WebUser::name).toList());
            usedSteps.put(user.name(), step.getAsLong());
            return true;
        } finally {
            turn.release();
        }
    }

    private record Change(List<WebUser> after, WebUser about) {}

    private interface Step {
        Change of(List<WebUser> before) throws Refused;
    }

    private WebUser change(Step step) throws IOException, Refused {
        turn.acquireUninterruptibly();
        try {
            Change change = step.of(users);
            List<WebUser> after = List.copyOf(change.after());
            data.replace(FILE, AdminJson.STRICT.writeValueAsBytes(new Content(Content.VERSION, after)));
            users = after;
            return change.about();
        } finally {
            turn.release();
        }
    }

    private static WebUser known(List<WebUser> users, String name) throws Refused {
        return users.stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused("there is no user of that name"));
    }

    private WebUser made(String name, String password, Role role, Optional<String> tenant, Instant now) throws Refused {
        if (!ActingFor.isName(name)) {
            throw new Refused("a name has up to 64 letters, digits and . _ @ -");
        }
        if (tenant.filter(text -> !ActingFor.isName(text)).isPresent()) {
            throw new Refused("a tenant's name has up to 64 letters, digits and . _ @ -");
        }
        if (tenant.isPresent() && role == Role.ADMIN) {
            throw new Refused("who is confined to a tenant is no admin: choose viewer or operator");
        }
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw new Refused("a password has " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        if (password.equals(name)) {
            throw new Refused("the password is the name: choose another one");
        }
        hashing.acquireUninterruptibly();
        try {
            String hash = PasswordHash.make(password.getBytes(StandardCharsets.UTF_8), chance)
                    .toString();
            return new WebUser(name, role, tenant, hash, now, Optional.empty());
        } finally {
            hashing.release();
        }
    }
}

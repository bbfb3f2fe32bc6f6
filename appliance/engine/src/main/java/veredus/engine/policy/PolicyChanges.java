package veredus.engine.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.PolicyHistoryPage;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyState;
import veredus.api.admin.PolicyVersion;
import veredus.api.admin.PolicyVersionFiles;
import veredus.api.policy.Policy;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.api.policy.PolicyTexts;
import veredus.engine.policy.PolicyDirectory.Unconfirmed;
import veredus.world.World;

/**
 * The one place where the policy changes: apply, confirm, roll back, reload. One change at a time; each is checked
 * whole before anything is touched, recorded in the history, written to the directory, and then put in force. What
 * cannot be put in force is put back.
 *
 * <p>Files that somebody edits are noticed by {@link PolicyWatch}, checked, recorded, and put in force by reload or
 * apply only.
 *
 * <p>Every method that changes or reads versions touches files: call it from platform threads. The state may be asked
 * for from any.
 */
public final class PolicyChanges implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyChanges.class);

    /** The repository, in the data directory. */
    public static final String HISTORY = "policy-history.git";

    /** The longest that a change may wait to be confirmed. */
    public static final Duration LONGEST_CONFIRMATION = Duration.ofDays(7);

    private static final PolicyChange.Conflict BUSY =
            new PolicyChange.Conflict("another change is at work", "try again when it is done");
    private static final int SHORT_ID = 12;

    private final World world;
    private final PolicyDirectory directory;
    private final PolicyHistory history;
    private final PolicyInForce policy;
    private final Enforcement enforcement;
    private final PolicyWatch watch;
    private final Semaphore turn = new Semaphore(1);

    private volatile InForce inForce;
    private volatile Optional<Unconfirmed> waiting;
    private volatile Disagreement onDisk = Disagreement.NONE;
    private volatile Instant loaded;

    /** Puts a policy in force, all of it or nothing. */
    public interface Enforcement {
        /**
         * Does it.
         *
         * @return what changed and what needs a restart, for people
         * @throws PolicyNotPossible when it cannot be done; the one before is in force then
         */
        List<String> put(Policy next) throws PolicyNotPossible;
    }

    private record InForce(String version, PolicyTexts texts) {}

    /** How the files differ from what is in force. */
    private record Disagreement(boolean differs, long errors) {
        static final Disagreement NONE = new Disagreement(false, 0);
    }

    private interface Work {
        PolicyChange run() throws IOException;
    }

    private PolicyChanges(
            World world,
            PolicyDirectory directory,
            PolicyHistory history,
            PolicyInForce policy,
            Enforcement enforcement,
            InForce inForce,
            Optional<Unconfirmed> waiting) {
        this.world = world;
        this.directory = directory;
        this.history = history;
        this.policy = policy;
        this.enforcement = enforcement;
        this.inForce = inForce;
        this.waiting = waiting;
        this.loaded = world.time().now();
        this.watch = new PolicyWatch(world, directory.path(), this);
    }

    /**
     * Opens the history and records what the files are now. A history that is damaged is set aside.
     *
     * @param policy what was read from {@code directory} a moment ago
     */
    public static PolicyChanges open(
            World world, Path configuration, Path dataDir, PolicyInForce policy, Enforcement enforcement)
            throws IOException {
        var directory = new PolicyDirectory(world.disk(), configuration);
        PolicyHistory history = history(world, dataDir.resolve(HISTORY));
        boolean opened = false;
        try {
            PolicyTexts texts = PolicyTexts.read(configuration);
            String version = atStart(history, texts, world.time().now());
            Optional<Unconfirmed> waiting = directory.unconfirmed();
            if (waiting.filter(change -> !change.version().equals(version)).isPresent()) {
                log.warn("the configuration is not the one that was to be confirmed; nothing waits any more");
                directory.confirmed();
                waiting = Optional.empty();
            }
            var changes = new PolicyChanges(
                    world, directory, history, policy, enforcement, new InForce(version, texts), waiting);
            opened = true;
            return changes;
        } finally {
            if (!opened) {
                history.close();
            }
        }
    }

    private static PolicyHistory history(World world, Path place) throws IOException {
        try {
            return PolicyHistory.open(place, world.disk(), world.time());
        } catch (IOException damaged) {
            Path aside = place.resolveSibling(
                    HISTORY + ".damaged-" + world.time().now().getEpochSecond());
            log.error("the history of the policy is damaged and lies in {} now; a new one begins", aside, damaged);
            world.disk().rename(place, aside);
            return PolicyHistory.open(place, world.disk(), world.time());
        }
    }

    private static String atStart(PolicyHistory history, PolicyTexts texts, Instant now) throws IOException {
        Optional<PolicyVersion> latest = history.latestIfIs(texts);
        String reason = history.list(1).isEmpty()
                ? "as found at the first start"
                : "changed on disk while the engine was not running";
        Author found = Author.files(reason);
        String version = latest.isPresent()
                ? latest.get().id()
                : history.record(texts, found.name(), found.reason(), found.origin(), now)
                        .id();
        history.putInForce(version);
        return version;
    }

    /** Begins to watch the files and the time of what is to be confirmed. */
    public void start() {
        world.threads().startPlatform("policy watch", watch);
    }

    /** The policy in force and how the files differ from it. */
    public PolicyState state() {
        Disagreement files = onDisk;
        return new PolicyState(
                Optional.of(inForce.version()),
                files.differs(),
                files.errors(),
                waiting.map(Unconfirmed::until));
    }

    /** When the policy in force was read. */
    public Instant loaded() {
        return loaded;
    }

    /** The latest versions. */
    public PolicyHistoryPage history(int limit) throws IOException {
        List<PolicyVersion> some = history.list(limit + 1);
        return new PolicyHistoryPage(some.stream().limit(limit).toList(), some.size() <= limit);
    }

    /** A version, by the first digits of its id. */
    public Optional<PolicyVersionFiles> version(String digits) throws IOException {
        Optional<PolicyVersion> found = history.find(digits);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new PolicyVersionFiles(
                        found.get(), history.texts(found.get().id()).files()));
    }

    /** Puts the files on disk in force. */
    public PolicyChange reload(String who) throws IOException {
        return inTurn(() -> {
            var author = new Author(who, PolicyOrigin.FILE, "edited on disk and reloaded");
            PolicyTexts texts = PolicyTexts.read(directory.path());
            if (waiting.isPresent() && !texts.equals(inForce.texts())) {
                return waitsForConfirmation();
            }
            return switch (read(texts)) {
                case PolicyReading.Refused(List<PolicyProblem> problems) -> {
                    onDisk = new Disagreement(true, errors(problems));
                    yield new PolicyChange.Refused(problems);
                }
                case PolicyReading.Accepted accepted -> change(accepted, texts, texts, author, Optional.empty());
            };
        });
    }

    /**
     * Puts a candidate in force.
     *
     * @param given absent takes the files on disk
     * @param confirmWithin puts back what was before unless it is confirmed in this time
     * @param dryRun only checks
     */
    public PolicyChange apply(
            Optional<PolicyTexts> given, Author author, Optional<Duration> confirmWithin, boolean dryRun)
            throws IOException {
        return inTurn(() -> {
            if (waiting.isPresent() && !dryRun) {
                return waitsForConfirmation();
            }
            PolicyTexts before = PolicyTexts.read(directory.path());
            PolicyTexts texts = given.orElse(before);
            return switch (read(texts)) {
                case PolicyReading.Refused(List<PolicyProblem> problems) -> new PolicyChange.Refused(problems);
                case PolicyReading.Accepted accepted ->
                    dryRun
                            ? new PolicyChange.Done(
                                    Optional.of(inForce.version()),
                                    Optional.empty(),
                                    accepted.warnings(),
                                    PolicyDifference.notes(policy.written(), accepted.policy()))
                            : change(accepted, texts, before, author, confirmWithin);
            };
        });
    }

    /** Leaves in force what waits to be confirmed. */
    public PolicyChange confirm() throws IOException {
        return inTurn(() -> {
            if (waiting.isEmpty()) {
                return new PolicyChange.Conflict("nothing waits to be confirmed", "see the history for what is in force");
            }
            // Confirmed is what was confirmed when this returns: only then may we say so.
            directory.confirmed();
            waiting = Optional.empty();
            return new PolicyChange.Done(
                    Optional.of(inForce.version()), Optional.empty(), List.of(), List.of("confirmed"));
        });
    }

    /**
     * Puts an earlier version in force again, as a new version.
     *
     * @param digits the first of its id; absent means what was before the change that waits to be confirmed
     */
    public PolicyChange rollback(Optional<String> digits, Author author, Optional<Duration> confirmWithin)
            throws IOException {
        return inTurn(() -> {
            Optional<String> named = digits.or(() -> waiting.map(Unconfirmed::before));
            if (named.isEmpty()) {
                return new PolicyChange.Unknown("nothing waits to be confirmed: name a version of the history");
            }
            Optional<PolicyVersion> target = history.find(named.get());
            if (target.isEmpty()) {
                return new PolicyChange.Unknown("no version, or more than one, has an id that begins so");
            }
            if (waiting.isPresent() && confirmWithin.isPresent()) {
                return waitsForConfirmation();
            }
            String id = target.get().id();
            PolicyTexts texts = history.texts(id);
            PolicyTexts before = PolicyTexts.read(directory.path());
            return switch (read(texts)) {
                case PolicyReading.Refused(List<PolicyProblem> problems) -> new PolicyChange.Refused(problems);
                case PolicyReading.Accepted accepted ->
                    change(accepted, texts, before, author.because("back to " + shortened(id) + ": "), confirmWithin);
            };
        });
    }

    /** Does what time asks for: puts back what was not confirmed. To be called by the watch. */
    void passTime() throws IOException {
        Optional<Unconfirmed> late =
                waiting.filter(change -> !change.until().isAfter(world.time().now()));
        if (late.isPresent()) {
            PolicyChange done = inTurn(() -> waiting.equals(late) ? putBack(late.get()) : BUSY);
            log.warn("version {} was not confirmed in time: {}", late.get().version(), done);
        }
    }

    private PolicyChange putBack(Unconfirmed late) throws IOException {
        PolicyTexts before = PolicyTexts.read(directory.path());
        Author author = Author.engine(
                shortened(late.version()) + " was not confirmed in time; back to " + shortened(late.before()));
        return switch (read(late.texts())) {
            case PolicyReading.Refused(List<PolicyProblem> problems) -> new PolicyChange.Refused(problems);
            case PolicyReading.Accepted accepted ->
                change(accepted, late.texts(), before, author, Optional.empty());
        };
    }

    /** When the next of those times is. */
    Optional<Instant> nextTime() {
        return waiting.map(Unconfirmed::until);
    }

    /**
     * Looks at files that somebody edited: checks and records them. To be called by the watch.
     *
     * @return false when a change is at work, so that it is to be called again
     */
    boolean noticed() throws IOException {
        if (!turn.tryAcquire()) {
            return false;
        }
        try {
            PolicyTexts texts = PolicyTexts.read(directory.path());
            if (texts.equals(inForce.texts())) {
                onDisk = Disagreement.NONE;
            } else {
                differs(texts);
            }
            return true;
        } finally {
            turn.release();
        }
    }

    private void differs(PolicyTexts texts) throws IOException {
        PolicyReading reading = read(texts);
        long errors = errors(reading.problems());
        onDisk = new Disagreement(true, errors);
        if (errors == 0) {
            keep(texts, "edited on disk");
            log.info("the files in {} differ from the policy in force; reload uses them", directory.path());
        } else {
            log.warn(
                    "the files in {} differ from the policy in force and have {} errors; the first: {}",
                    directory.path(),
                    errors,
                    reading.problems().getFirst());
        }
    }

    private PolicyChange inTurn(Work work) throws IOException {
        if (!turn.tryAcquire()) {
            return BUSY;
        }
        try {
            return work.run();
        } finally {
            turn.release();
        }
    }

    /** The steps of every change, of which the order matters: record, note what is to be confirmed, write, enforce. */
    private PolicyChange change(
            PolicyReading.Accepted next,
            PolicyTexts texts,
            PolicyTexts before,
            Author author,
            Optional<Duration> confirmWithin)
            throws IOException {
        InForce former = inForce;
        if (!before.equals(texts) && !before.equals(former.texts())) {
            keep(before, "edited on disk, and replaced before it was put in force");
        }
        boolean same = texts.equals(former.texts());
        String version = same ? former.version() : versionOf(texts, author);
        Optional<Unconfirmed> condition = same
                ? Optional.empty()
                : confirmWithin.map(limit -> new Unconfirmed(
                        version,
                        former.version(),
                        world.time().now().plus(limit),
                        author.name(),
                        former.texts().files()));
        if (condition.isPresent()) {
            directory.unconfirmed(condition.get());
        }
        if (!before.equals(texts)) {
            directory.write(texts);
        }
        List<String> notes;
        try {
            notes = enforcement.put(next.policy());
        } catch (PolicyNotPossible impossible) {
            return takeBack(impossible, version, before, condition.isPresent());
        }
        history.putInForce(version);
        inForce = new InForce(version, texts);
        onDisk = Disagreement.NONE;
        loaded = world.time().now();
        if (waiting.isPresent() && condition.isEmpty() && !same) {
            directory.confirmed();
        }
        waiting = condition.isPresent() || !same ? condition : waiting;
        watch.wake();
        return new PolicyChange.Done(
                Optional.of(version), condition.map(Unconfirmed::until), next.warnings(), notes);
    }

    private PolicyChange takeBack(
            PolicyNotPossible impossible, String version, PolicyTexts before, boolean conditional)
            throws IOException {
        log.warn("version {} cannot be put in force: {}", version, impossible.problem());
        directory.write(before);
        if (conditional) {
            directory.confirmed();
        }
        if (!version.equals(inForce.version())) {
            Author author = Author.engine(shortened(version) + " could not be put in force: "
                    + impossible.problem().message());
            versionOf(before, author);
        }
        return new PolicyChange.Refused(List.of(impossible.problem()));
    }

    /** An edit that the watch has recorded already keeps its version when it is put in force as it is. */
    private String versionOf(PolicyTexts texts, Author author) throws IOException {
        Optional<PolicyVersion> recorded =
                author.origin() == PolicyOrigin.FILE ? history.latestIfIs(texts) : Optional.empty();
        return recorded.isPresent()
                ? recorded.get().id()
                : history.record(
                                texts,
                                author.name(),
                                author.reason(),
                                author.origin(),
                                world.time().now())
                        .id();
    }

    private void keep(PolicyTexts texts, String reason) throws IOException {
        versionOf(texts, Author.files(reason));
    }

    private PolicyReading read(PolicyTexts texts) {
        return PolicyReader.read(
                texts, directory.path(), Set.copyOf(world.network().localAddresses()));
    }

    private static long errors(List<PolicyProblem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == PolicyProblem.Severity.ERROR)
                .count();
    }

    private PolicyChange waitsForConfirmation() {
        return new PolicyChange.Conflict(
                "a change waits to be confirmed",
                "confirm it or roll it back first; by itself it goes back at "
                        + waiting.map(Unconfirmed::until).orElse(loaded));
    }

    private static String shortened(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    /** Stops watching; waits for a change that is at work. */
    @Override
    public void close() {
        watch.stop();
        turn.acquireUninterruptibly();
        history.close();
    }
}

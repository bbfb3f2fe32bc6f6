package veredus.engine.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    private static final PolicyChange.Conflict EDITED = new PolicyChange.Conflict(
            "the files on disk are not those in force",
            "somebody has edited them: put them in force with reload, or roll back to the version in force, and begin anew");

    /** An id may be shortened to so many digits. */
    private static final int FEWEST_DIGITS = PolicyHistory.FEWEST_DIGITS;

    private final World world;
    private final PolicyStanding standing;
    private final PolicyInForce policy;
    private final PolicyWatch watch;
    private final Semaphore turn = new Semaphore(1);
    /** The watch has the turn. */
    private volatile boolean looking;

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

    /**
     * What is in force and what might be, each with where it stands.
     *
     * @param notes what the change would do, and what needs a restart; empty where the candidate has errors
     */
    public record Candidate(PolicyReader.Traced inForce, PolicyReader.Traced candidate, List<String> notes) {}

    /** A version and what it means. */
    public record Standing(String version, PolicyReader.Traced traced) {}

    private interface Work {
        PolicyChange run() throws IOException;
    }

    private PolicyChanges(World world, PolicyStanding standing, PolicyInForce policy) {
        this.world = world;
        this.standing = standing;
        this.policy = policy;
        this.watch = new PolicyWatch(world, standing.directory().path(), this);
    }

    /**
     * Opens the history and records what the files are now. A history that is damaged is set aside.
     *
     * @param policy what was read from {@code configuration} a moment ago
     */
    public static PolicyChanges open(
            World world, Path configuration, Path dataDir, PolicyInForce policy, Enforcement enforcement)
            throws IOException {
        return new PolicyChanges(world, PolicyStanding.open(world, configuration, dataDir, enforcement), policy);
    }

    /** Begins to watch the files and the time of what is to be confirmed. */
    public void start() {
        world.threads().startPlatform("policy watch", watch);
    }

    /** The policy in force and how the files differ from it. */
    public PolicyState state() {
        return standing.state();
    }

    /** When the policy in force was read. */
    public Instant loaded() {
        return standing.loaded();
    }

    /** The latest versions. */
    public PolicyHistoryPage history(int limit) throws IOException {
        List<PolicyVersion> some = standing.history().list(limit + 1);
        return new PolicyHistoryPage(some.stream().limit(limit).toList(), some.size() <= limit);
    }

    /** A version, by the first digits of its id. */
    public Optional<PolicyVersionFiles> version(String digits) throws IOException {
        Optional<PolicyVersion> found = standing.history().find(digits);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new PolicyVersionFiles(
                        found.get(), standing.history().texts(found.get().id()).files()));
    }

    /** Puts the files on disk in force. */
    public PolicyChange reload(String who) throws IOException {
        return inTurn(() -> {
            var author = new Author(who, PolicyOrigin.FILE, "edited on disk and reloaded");
            PolicyTexts texts = standing.filesOnDisk();
            if (standing.waiting().isPresent()
                    && !texts.equals(standing.inForce().texts())) {
                return waitsForConfirmation();
            }
            return switch (standing.read(texts)) {
                case PolicyReading.Refused(List<PolicyProblem> problems) -> {
                    standing.refused(problems);
                    yield new PolicyChange.Refused(problems);
                }
                case PolicyReading.Accepted accepted ->
                    standing.change(accepted, texts, texts, author, Optional.empty());
            };
        });
    }

    /**
     * Puts a candidate in force.
     *
     * @param given absent takes the files on disk
     * @param base the version that it was made from: when that is not in force any more, or the files on disk are
     *     others, nothing is done
     * @param confirmWithin puts back what was before unless it is confirmed in this time
     * @param dryRun only checks
     */
    public PolicyChange apply(
            Optional<PolicyTexts> given,
            Optional<String> base,
            Author author,
            Optional<Duration> confirmWithin,
            boolean dryRun)
            throws IOException {
        return inTurn(() -> {
            PolicyTexts before = standing.filesOnDisk();
            Optional<PolicyChange.Conflict> outdated = outdated(base);
            if (outdated.isPresent()) {
                return outdated.get();
            }
            if (base.isPresent() && !before.equals(standing.inForce().texts())) {
                return EDITED;
            }
            if (standing.waiting().isPresent() && !dryRun) {
                return waitsForConfirmation();
            }
            PolicyTexts texts = given.orElse(before);
            return switch (standing.read(texts)) {
                case PolicyReading.Refused(List<PolicyProblem> problems) -> new PolicyChange.Refused(problems);
                case PolicyReading.Accepted accepted ->
                    dryRun
                            ? new PolicyChange.Done(
                                    Optional.of(standing.inForce().version()),
                                    Optional.empty(),
                                    accepted.warnings(),
                                    PolicyDifference.notes(policy.written(), accepted.policy()))
                            : standing.change(accepted, texts, before, author, confirmWithin);
            };
        });
    }

    /** Says who was faster, when {@code base} is not in force any more. */
    private Optional<PolicyChange.Conflict> outdated(Optional<String> base) throws IOException {
        String now = standing.inForce().version();
        if (base.isEmpty() || (base.get().length() >= FEWEST_DIGITS && now.startsWith(base.get()))) {
            return Optional.empty();
        }
        String by = standing.history()
                .find(now)
                .map(version -> " by " + version.author() + " (" + version.reason() + ")")
                .orElse("");
        return Optional.of(new PolicyChange.Conflict(
                "the configuration has changed meanwhile",
                "version " + PolicyStanding.shortened(now) + by + " is in force now, and not "
                        + PolicyStanding.shortened(base.get())
                        + ": begin with that one, and make the change again"));
    }

    /** What is in force, with where each of its lines stands. */
    public Standing inForce() {
        PolicyStanding.InForce now = standing.inForce();
        return new Standing(now.version(), standing.trace(now.texts()));
    }

    /**
     * Reads a candidate beside what is in force; changes nothing.
     *
     * @param given absent takes the files on disk
     * @return empty when a change is at work, which might be writing those files
     */
    public Optional<Candidate> candidate(Optional<PolicyTexts> given) throws IOException {
        if (given.isPresent()) {
            return Optional.of(beside(given.get()));
        }
        if (!takeTurn()) {
            return Optional.empty();
        }
        try {
            return Optional.of(beside(standing.filesOnDisk()));
        } finally {
            turn.release();
        }
    }

    private Candidate beside(PolicyTexts texts) {
        PolicyReader.Traced next = standing.trace(texts);
        List<String> notes = next.reading() instanceof PolicyReading.Accepted accepted
                ? PolicyDifference.notes(policy.written(), accepted.policy())
                : List.of();
        return new Candidate(standing.trace(standing.inForce().texts()), next, notes);
    }

    /** Why a candidate that was made from {@code base} could not be applied now. */
    public Optional<PolicyChange.Conflict> conflict(Optional<String> base) throws IOException {
        Optional<PolicyChange.Conflict> outdated = outdated(base);
        return outdated.isEmpty() && base.isPresent() && standing.state().filesDiffer()
                ? Optional.of(EDITED)
                : outdated;
    }

    /** Leaves in force what waits to be confirmed. */
    public PolicyChange confirm() throws IOException {
        return inTurn(() -> {
            if (standing.waiting().isEmpty()) {
                return new PolicyChange.Conflict(
                        "nothing waits to be confirmed", "see the history for what is in force");
            }
            standing.confirmed();
            return new PolicyChange.Done(
                    Optional.of(standing.inForce().version()), Optional.empty(), List.of(), List.of("confirmed"));
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
            Optional<String> named = digits.or(() -> standing.waiting().map(Unconfirmed::before));
            if (named.isEmpty()) {
                return new PolicyChange.Unknown("nothing waits to be confirmed: name a version of the history");
            }
            Optional<PolicyVersion> target = standing.history().find(named.get());
            if (target.isEmpty()) {
                return new PolicyChange.Unknown("no version, or more than one, has an id that begins so");
            }
            if (standing.waiting().isPresent() && confirmWithin.isPresent()) {
                return waitsForConfirmation();
            }
            String id = target.get().id();
            PolicyTexts texts = standing.history().texts(id);
            PolicyTexts before = standing.filesOnDisk();
            return switch (standing.read(texts)) {
                case PolicyReading.Refused(List<PolicyProblem> problems) -> new PolicyChange.Refused(problems);
                case PolicyReading.Accepted accepted ->
                    standing.change(
                            accepted,
                            texts,
                            before,
                            author.because("back to " + PolicyStanding.shortened(id) + ": "),
                            confirmWithin);
            };
        });
    }

    /** Does what time asks for: puts back what was not confirmed. To be called by the watch. */
    void passTime() throws IOException {
        Optional<Unconfirmed> late = standing.waiting()
                .filter(change -> !change.until().isAfter(world.time().now()));
        if (late.isPresent()) {
            PolicyChange done = inTurn(() -> standing.waiting().equals(late) ? putBack(late.get()) : BUSY);
            log.warn("version {} was not confirmed in time: {}", late.get().version(), done);
        }
    }

    private PolicyChange putBack(Unconfirmed late) throws IOException {
        PolicyTexts before = standing.filesOnDisk();
        Author author = Author.engine(PolicyStanding.shortened(late.version()) + " was not confirmed in time; back to "
                + PolicyStanding.shortened(late.before()));
        return switch (standing.read(late.texts())) {
            case PolicyReading.Refused(List<PolicyProblem> problems) -> new PolicyChange.Refused(problems);
            case PolicyReading.Accepted accepted ->
                standing.change(accepted, late.texts(), before, author, Optional.empty());
        };
    }

    /** When the next of those times is. */
    Optional<Instant> nextTime() {
        return standing.waiting().map(Unconfirmed::until);
    }

    /**
     * Looks at files that somebody edited: checks and records them. To be called by the watch.
     *
     * @return false when a change is at work, so that it is to be called again
     */
    boolean noticed() throws IOException {
        return whileNobodyChanges(() -> standing.noticed(standing.filesOnDisk()));
    }

    /** Forgets versions of which there are more than the policy keeps. To be called by the watch. */
    void tidy() throws IOException {
        whileNobodyChanges(() -> standing.history().keep(policy.get().admin().policyVersions()));
    }

    private interface Look {
        void look() throws IOException;
    }

    /** Answers false when a change is at work, and nothing was done. */
    private boolean whileNobodyChanges(Look look) throws IOException {
        if (!turn.tryAcquire()) {
            return false;
        }
        looking = true;
        try {
            look.look();
            return true;
        } finally {
            looking = false;
            turn.release();
        }
    }

    /** Waits for the watch, which only looks and is soon done; a change of somebody else's is not waited for. */
    private boolean takeTurn() {
        if (!turn.tryAcquire()) {
            if (!looking) {
                return false;
            }
            turn.acquireUninterruptibly();
        }
        return true;
    }

    private PolicyChange inTurn(Work work) throws IOException {
        if (!takeTurn()) {
            return BUSY;
        }
        try {
            PolicyChange done = work.run();
            watch.wake();
            return done;
        } finally {
            turn.release();
        }
    }

    private PolicyChange waitsForConfirmation() {
        return new PolicyChange.Conflict(
                "a change waits to be confirmed",
                "confirm it or roll it back first; by itself it goes back at "
                        + standing.waiting().map(Unconfirmed::until).orElse(standing.loaded()));
    }

    /** Stops watching; waits for a change that is at work. */
    @Override
    public void close() {
        watch.stop();
        turn.acquireUninterruptibly();
        standing.close();
    }
}

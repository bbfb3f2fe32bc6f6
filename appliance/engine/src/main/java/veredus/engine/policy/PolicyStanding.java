package veredus.engine.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyState;
import veredus.api.admin.PolicyVersion;
import veredus.api.policy.KnownFiles;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyReader;
import veredus.api.policy.PolicyReading;
import veredus.api.policy.PolicyTexts;
import veredus.api.policy.SecretStore;
import veredus.engine.policy.PolicyDirectory.Unconfirmed;
import veredus.world.World;

/**
 * How things stand: which version is in force, which waits to be confirmed, how the files differ; and the steps from
 * one version to the next. Changed by whoever has the turn in {@link PolicyChanges}, on a platform thread; may be asked
 * from any.
 */
final class PolicyStanding implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyStanding.class);
    private static final int SHORT_ID = 12;

    private final World world;
    private final SecretStore store;
    private final KnownFiles known = new KnownFiles();
    private final PolicyDirectory directory;
    private final PolicyHistory history;
    private final PolicyChanges.Enforcement enforcement;

    private volatile InForce inForce;
    private volatile Optional<Unconfirmed> waiting;
    private volatile Disagreement onDisk = Disagreement.NONE;
    private volatile Instant loaded;

    record InForce(String version, PolicyTexts texts) {}

    /** How the files differ from what is in force. */
    private record Disagreement(boolean differs, long errors) {
        static final Disagreement NONE = new Disagreement(false, 0);
    }

    private PolicyStanding(
            World world,
            PolicyDirectory directory,
            PolicyHistory history,
            PolicyChanges.Enforcement enforcement,
            InForce inForce,
            Optional<Unconfirmed> waiting) {
        this.world = world;
        this.directory = directory;
        this.history = history;
        this.enforcement = enforcement;
        this.inForce = inForce;
        this.waiting = waiting;
        this.loaded = world.time().now();
        this.store = new SecretStore(world.time()::nanos);
    }

    /** Opens the history and records what the files are now. A history that is damaged is set aside. */
    static PolicyStanding open(World world, Path configuration, Path dataDir, PolicyChanges.Enforcement enforcement)
            throws IOException {
        var directory = new PolicyDirectory(world.disk(), configuration);
        PolicyHistory history = history(world, dataDir.resolve(PolicyChanges.HISTORY));
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
            var standing =
                    new PolicyStanding(world, directory, history, enforcement, new InForce(version, texts), waiting);
            opened = true;
            return standing;
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
                    PolicyChanges.HISTORY + ".damaged-" + world.time().now().getEpochSecond());
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

    PolicyDirectory directory() {
        return directory;
    }

    PolicyHistory history() {
        return history;
    }

    InForce inForce() {
        return inForce;
    }

    Optional<Unconfirmed> waiting() {
        return waiting;
    }

    Instant loaded() {
        return loaded;
    }

    PolicyState state() {
        Disagreement files = onDisk;
        return new PolicyState(
                Optional.of(inForce.version()), files.differs(), files.errors(), waiting.map(Unconfirmed::until));
    }

    /** What the files on disk are. */
    PolicyTexts filesOnDisk() throws IOException {
        return PolicyTexts.read(directory.path());
    }

    /** Lets what waits stay. Durable when it returns: only then may anybody say so. */
    void confirmed() throws IOException {
        directory.confirmed();
        waiting = Optional.empty();
    }

    /** Notes what somebody who edits files has made of them. */
    void noticed(PolicyTexts texts) throws IOException {
        if (texts.equals(inForce.texts())) {
            onDisk = Disagreement.NONE;
        } else {
            differs(texts);
        }
    }

    /** Notes that the files on disk have errors. */
    void refused(List<PolicyProblem> problems) {
        onDisk = new Disagreement(true, errors(problems));
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

    /** The steps of every change, of which the order matters: record, note what is to be confirmed, write, enforce. */
    PolicyChange change(
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
        return new PolicyChange.Done(Optional.of(version), condition.map(Unconfirmed::until), next.warnings(), notes);
    }

    private PolicyChange takeBack(PolicyNotPossible impossible, String version, PolicyTexts before, boolean conditional)
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

    PolicyReading read(PolicyTexts texts) {
        return trace(texts).reading();
    }

    PolicyReader.Traced trace(PolicyTexts texts) {
        return PolicyReader.trace(
                texts,
                directory.path(),
                Set.copyOf(world.network().localAddresses()),
                store,
                known,
                world.time().now());
    }

    private static long errors(List<PolicyProblem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == PolicyProblem.Severity.ERROR)
                .count();
    }

    static String shortened(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    @Override
    public void close() {
        history.close();
    }
}

package veredus.engine.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;
import veredus.api.admin.PolicyOrigin;
import veredus.api.admin.PolicyVersion;
import veredus.api.policy.PolicyTexts;
import veredus.world.Disk;
import veredus.world.Time;

/**
 * Every version of the configuration, as a bare git repository (decision 6). The only class that knows git. One line
 * of commits, {@link #BRANCH}; the author is the token, the message the reason with a last line {@code Origin: …};
 * {@link #IN_FORCE} names the version in force. Objects and references are forced to the disk before a call returns.
 * Reads and writes files: from platform threads, one at a time.
 */
final class PolicyHistory implements AutoCloseable {
    static final String BRANCH = "refs/heads/policy";
    static final String IN_FORCE = "refs/veredus/in-force";

    /** An id may be shortened to so many digits. */
    static final int FEWEST_DIGITS = 4;

    /** So many of the 256 directories of loose objects, and they are packed at the next start. */
    private static final int PACK_ABOVE = 128;

    /** No file that was recorded is longer. */
    private static final int LARGEST_BYTES = (int) (4 * PolicyTexts.MOST_CHARACTERS);

    private static final String ORIGIN = "Origin: ";

    /** Git's file that names the commits whose parents are not there. */
    private static final String SHALLOW = "shallow";

    /** Old versions are forgotten when a tenth, or so many, are too many. */
    static final int FEWEST_FORGOTTEN = 10;

    private static final int UNKNOWN = -1;

    private final Repository repository;
    private final Path directory;
    private final Disk disk;
    private final Time time;
    private int count = UNKNOWN;

    private PolicyHistory(Repository repository, Path directory, Disk disk, Time time) {
        this.repository = repository;
        this.directory = directory;
        this.disk = disk;
        this.time = time;
    }

    /**
     * Opens the repository, making it where there is none.
     *
     * @throws IOException when it is damaged or cannot be written
     */
    static PolicyHistory open(Path directory, Disk disk, Time time) throws IOException {
        OwnGitSettings.install(time);
        disk.createDirectories(directory);
        Repository repository = new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .setMustExist(false)
                .build();
        boolean usable = false;
        try {
            var history = new PolicyHistory(repository, directory, disk, time);
            history.prepare();
            usable = true;
            return history;
        } catch (GitAPIException damaged) {
            throw new IOException(directory + " cannot be used", damaged);
        } finally {
            if (!usable) {
                repository.close();
            }
        }
    }

    private void prepare() throws IOException, GitAPIException {
        if (!disk.exists(directory.resolve(Constants.HEAD))) {
            repository.create(true);
            StoredConfig settings = repository.getConfig();
            settings.setBoolean("core", null, "fsyncObjectFiles", true);
            settings.setBoolean("core", null, "fsyncRefFiles", true);
            settings.save();
            repository.updateRef(Constants.HEAD).link(BRANCH);
        }
        long loose = disk.list(directory.resolve("objects")).stream()
                .filter(name -> name.length() == 2)
                .count();
        if (loose > PACK_ABOVE) {
            try (Git git = new Git(repository)) {
                git.gc().call();
            }
        }
        latest();
    }

    /**
     * Records {@code texts} as the latest version. Durable when it returns.
     *
     * @param author as git takes it: without angle brackets and line ends
     */
    PolicyVersion record(PolicyTexts texts, String author, String reason, PolicyOrigin origin, Instant when)
            throws IOException {
        Optional<ObjectId> before = latest();
        ObjectId made;
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var person = new PersonIdent(author, "", when, ZoneOffset.UTC);
            var commit = new CommitBuilder();
            commit.setTreeId(tree(texts, inserter));
            before.ifPresent(commit::setParentId);
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage(reason + "\n\n" + ORIGIN + origin.name().toLowerCase(Locale.ROOT) + "\n");
            made = inserter.insert(commit);
            inserter.flush();
        }
        move(BRANCH, made);
        count += count == UNKNOWN ? 0 : 1;
        return find(made.name()).orElseThrow(() -> new IOException("a version that was written cannot be read"));
    }

    private static ObjectId tree(PolicyTexts texts, ObjectInserter inserter) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        for (Map.Entry<String, String> file : texts.files().entrySet()) {
            var entry = new DirCacheEntry(file.getKey());
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(
                    inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    private void move(String name, ObjectId to) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setNewObjectId(to);
        RefUpdate.Result result = update.forceUpdate();
        switch (result) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
            default -> throw new IOException(name + " in " + repository.getDirectory() + " is not moved: " + result);
        }
    }

    private Optional<ObjectId> latest() throws IOException {
        return Optional.ofNullable(repository.resolve(BRANCH));
    }

    /** The latest version, where it has just these texts. */
    Optional<PolicyVersion> latestIfIs(PolicyTexts texts) throws IOException {
        Optional<ObjectId> latest = latest();
        if (latest.isEmpty() || !texts(latest.get()).equals(texts)) {
            return Optional.empty();
        }
        return find(latest.get().name());
    }

    /** Notes which version is in force. */
    void putInForce(String id) throws IOException {
        move(IN_FORCE, ObjectId.fromString(id));
    }

    /** The id of the version that was noted last. */
    Optional<String> inForce() throws IOException {
        Ref noted = repository.exactRef(IN_FORCE);
        return Optional.ofNullable(noted == null ? null : noted.getObjectId()).map(ObjectId::name);
    }

    /** The latest versions, at most {@code limit}, the newest first. */
    List<PolicyVersion> list(int limit) throws IOException {
        Optional<ObjectId> latest = latest();
        var versions = new ArrayList<PolicyVersion>();
        if (latest.isEmpty()) {
            return versions;
        }
        String inForce = inForce().orElse("");
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(latest.get()));
            for (RevCommit commit = walk.next(); commit != null && versions.size() < limit; commit = walk.next()) {
                versions.add(version(commit, inForce));
            }
        }
        return versions;
    }

    /** The version whose id begins with {@code digits}; empty when there is none or more than one. */
    Optional<PolicyVersion> find(String digits) throws IOException {
        Optional<ObjectId> latest = latest();
        if (!digits.matches("[0-9a-f]{" + FEWEST_DIGITS + ",40}") || latest.isEmpty()) {
            return Optional.empty();
        }
        RevCommit found = null;
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(latest.get()));
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                if (commit.name().startsWith(digits)) {
                    if (found != null) {
                        return Optional.empty();
                    }
                    found = commit;
                    if (digits.length() == found.name().length()) {
                        break;
                    }
                }
            }
        }
        return found == null
                ? Optional.empty()
                : Optional.of(version(found, inForce().orElse("")));
    }

    /** The texts of the version with that whole id. */
    PolicyTexts texts(String id) throws IOException {
        return texts(ObjectId.fromString(id));
    }

    private PolicyTexts texts(ObjectId commit) throws IOException {
        var files = new TreeMap<String, String>();
        try (TreeWalk walk = new TreeWalk(repository);
                RevWalk commits = new RevWalk(repository)) {
            walk.addTree(commits.parseCommit(commit).getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                byte[] bytes = repository.open(walk.getObjectId(0)).getCachedBytes(LARGEST_BYTES);
                files.put(walk.getPathString(), new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return new PolicyTexts(files);
    }

    /**
     * Forgets versions when there are too many: all but the latest {@code most}, and that in force. The ids of the others
     * stay: git takes the oldest of them for one without parents.
     */
    void keep(int most) throws IOException {
        if (count == UNKNOWN) {
            count = newest(Integer.MAX_VALUE).size();
        }
        if (count < most + Math.max(most / 10, FEWEST_FORGOTTEN)) {
            return;
        }
        List<String> kept = newest(most);
        var ends = new LinkedHashSet<String>();
        ends.add(kept.getLast());
        inForce().filter(id -> !kept.contains(id)).ifPresent(ends::add);
        // Durable before anything is deleted: with it, what is missing is no damage.
        replace(SHALLOW, String.join("\n", ends) + "\n");
        repository.getConfig().setBoolean("pack", null, "buildBitmaps", false);
        try (Git git = new Git(repository)) {
            git.gc().setExpire(time.now()).call();
        } catch (GitAPIException failed) {
            throw new IOException("old versions in " + directory + " cannot be deleted", failed);
        }
        count = kept.size();
    }

    /** The ids of the latest versions. */
    private List<String> newest(int most) throws IOException {
        var ids = new ArrayList<String>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(latest().orElseThrow()));
            for (RevCommit commit = walk.next(); commit != null && ids.size() < most; commit = walk.next()) {
                ids.add(commit.name());
            }
        }
        return ids;
    }

    private void replace(String name, String text) throws IOException {
        Path made = directory.resolve(name + ".new");
        try (Disk.DiskFile file = disk.open(made)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            file.force();
        }
        disk.rename(made, directory.resolve(name));
        disk.forceDirectory(directory);
    }

    private PolicyVersion version(RevCommit commit, String inForce) throws IOException {
        String message = commit.getFullMessage();
        int at = message.lastIndexOf(ORIGIN);
        PersonIdent author = commit.getAuthorIdent();
        return new PolicyVersion(
                commit.name(),
                author.getWhenAsInstant(),
                author.getName(),
                at < 0 ? PolicyOrigin.FILE : origin(message.substring(at + ORIGIN.length())),
                (at < 0 ? message : message.substring(0, at)).strip(),
                commit.name().equals(inForce),
                changed(commit));
    }

    private static PolicyOrigin origin(String word) {
        for (PolicyOrigin origin : PolicyOrigin.values()) {
            if (origin.name().equalsIgnoreCase(word.strip())) {
                return origin;
            }
        }
        return PolicyOrigin.FILE;
    }

    private List<String> changed(RevCommit commit) throws IOException {
        var names = new ArrayList<String>();
        try (TreeWalk walk = new TreeWalk(repository);
                RevWalk commits = new RevWalk(repository)) {
            @Nullable RevCommit before = commit.getParentCount() == 0 ? null : commits.parseCommit(commit.getParent(0));
            if (before == null) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(before.getTree());
            }
            walk.addTree(commits.parseCommit(commit).getTree());
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
                names.add(walk.getPathString());
            }
        }
        return names;
    }

    @Override
    public void close() {
        repository.close();
    }
}

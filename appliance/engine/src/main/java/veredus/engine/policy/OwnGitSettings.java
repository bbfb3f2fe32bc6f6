package veredus.engine.policy;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;
import veredus.world.Time;

/**
 * What git may know of the machine: nothing. Settings of the machine and of the user (hooks, signing, other
 * directories) would change our history, and looking for them starts the {@code git} program.
 */
final class OwnGitSettings extends SystemReader.Delegate {
    /**
     * How exact file systems are about the time of a change: no worse than this. JGit would otherwise measure it for some
     * three seconds at each start.
     */
    static final Duration COARSEST_FILE_TIME = Duration.ofSeconds(2);

    private final Time time;

    private OwnGitSettings(SystemReader usual, Time time) {
        super(usual);
        this.time = time;
    }

    /** For the whole process; nobody else in it uses git. */
    static void install(Time time) {
        SystemReader usual = SystemReader.getInstance();
        if (!(usual instanceof OwnGitSettings)) {
            SystemReader.setInstance(new OwnGitSettings(usual, time));
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS files) {
        return new NoSettings(parent, files);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS files) {
        return new NoSettings(parent, files);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS files) {
        return new NoSettings(parent, files);
    }

    @Override
    public long getCurrentTime() {
        return time.now().toEpochMilli();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    /** Empty, and not kept. */
    private static final class NoSettings extends FileBasedConfig {
        NoSettings(@Nullable Config parent, FS files) {
            super(parent, new File("no-git-settings"), files);
        }

        @Override
        public long getTimeUnit(
                String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
                            && name.equals(ConfigConstants.CONFIG_KEY_TIMESTAMP_RESOLUTION)
                    ? unit.convert(COARSEST_FILE_TIME)
                    : otherwise;
        }

        @Override
        public void load() {
            // There is nothing to read.
        }

        @Override
        public void save() {
            // There is nothing to keep.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}

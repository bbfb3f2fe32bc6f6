package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import veredus.world.Disk.DiskFile;

/** Files as the spool uses them. */
@Timeout(60)
class RealDiskTest {
    private final RealDisk disk = new RealDisk();

    @TempDir
    private Path directory;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(DiskFile file, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (file.read(into, position + into.position()) < 0) {
                break;
            }
        }
        return StandardCharsets.US_ASCII.decode(into.flip()).toString();
    }

    @Test
    void whatIsWrittenIsReadBackAfterOpeningAgain() throws Exception {
        Path path = directory.resolve("log");
        try (DiskFile file = disk.open(path)) {
            file.write(bytes("world"), 6);
            file.write(bytes("hello "), 0);
            file.force();
            disk.forceDirectory(directory);
        }
        try (DiskFile file = disk.openForReading(path)) {
            assertThat(file.size()).isEqualTo(11);
            assertThat(read(file, 0, 100)).isEqualTo("hello world");
            assertThat(file.read(ByteBuffer.allocate(1), 11)).isEqualTo(-1);
        }
    }

    @Test
    void aFileIsMadeLongerWithZerosAndCutOff() throws Exception {
        try (DiskFile file = disk.open(directory.resolve("segment"))) {
            file.write(bytes("abc"), 0);
            file.truncate(1_000_000);
            assertThat(file.size()).isEqualTo(1_000_000);
            assertThat(read(file, 0, 5)).isEqualTo("abc\0\0");
            file.truncate(2);
            assertThat(read(file, 0, 5)).isEqualTo("ab");
        }
    }

    @Test
    void onlyTheOwnerMayLookInside() throws Exception {
        Path made = directory.resolve("a/b");
        disk.createDirectories(made);
        disk.createDirectories(made);
        disk.open(made.resolve("file")).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("file"))))
                .isEqualTo("rw-------");
    }

    @Test
    void namesAreListedSortedRenamedOverAndDeleted() throws Exception {
        for (String name : new String[] {"c", "a", "b"}) {
            disk.open(directory.resolve(name)).close();
        }
        assertThat(disk.list(directory)).containsExactly("a", "b", "c");
        disk.rename(directory.resolve("c"), directory.resolve("a"));
        disk.delete(directory.resolve("b"));
        disk.delete(directory.resolve("b"));
        assertThat(disk.list(directory)).containsExactly("a");
        assertThat(disk.exists(directory.resolve("a"))).isTrue();
        assertThat(disk.exists(directory.resolve("c"))).isFalse();
    }

    @Test
    void aLinkPutInTheWayIsNotFollowed() throws Exception {
        Path target = Files.createFile(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThatThrownBy(() -> disk.open(link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.openForReading(link)).isInstanceOf(IOException.class);
    }

    @Test
    void thereIsSpaceOnTheDisk() throws Exception {
        assertThat(disk.freeBytes(directory)).isPositive().isLessThanOrEqualTo(disk.totalBytes(directory));
    }

    @Test
    void aLockIsHeldOnceInThisProcess() throws Exception {
        Path file = directory.resolve("lock");
        try (AutoCloseable held = disk.lock(file)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> disk.lock(file)).isInstanceOf(IOException.class);
            assertThat(Files.readString(file).strip())
                    .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
        }
        disk.lock(file).close();
    }

    @Test
    void aLockOfAnotherProcessIsRefusedWithItsIdAndFreeWhenItIsKilled() throws Exception {
        Path file = directory.resolve("lock");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> disk.lock(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        disk.lock(file).close();
    }

    /** The other process. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] arguments) throws Exception {
            try (AutoCloseable held = new RealDisk().lock(Path.of(arguments[0]))) {
                System.out.println(held == null ? "not locked" : "locked");
                System.in.transferTo(System.out);
            }
        }
    }
}

package veredus.cli.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that other users may look into, as servers that change their user need it. */
record Scratch(Path path) implements AutoCloseable {

    static Scratch make(String name) throws IOException {
        Path path = Files.createTempDirectory("veredus-" + name + "-");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Scratch(path);
    }

    Path directory(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    /** A directory that belongs to {@code user}. */
    Path directoryOf(String name, String user) throws IOException, InterruptedException {
        Path made = directory(name);
        Program.must(List.of("chown", user, made.toString()));
        return made;
    }

    Path write(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A self-signed certificate and its key, {@code tls.crt} and {@code tls.key}, for {@code host}. */
    void certificate(String host) throws IOException, InterruptedException {
        Program.must(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + host,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-keyout",
                path.resolve("tls.key").toString(),
                "-out",
                path.resolve("tls.crt").toString()));
    }

    /** The messages of all maildirs in {@code under}, one byte a character. */
    List<String> maildirs(Path under) throws IOException {
        if (!Files.isDirectory(under)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(under)) {
            return files.filter(file -> file.toString().contains("/new/"))
                    .map(Scratch::text)
                    .toList();
        }
    }

    /** The text of a file, one byte a character; empty when there is none. */
    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException gone) {
            // A server that is still on its way out took it before us.
        }
    }
}

package veredus.cli.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, by name. */
final class Program {
    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private static final long LIMIT_SECONDS = 60;

    private Program() {}

    /**
     * How a program ended.
     *
     * @param output what it wrote to standard output and standard error, one byte a character
     */
    record Ran(int exit, String output) {}

    static Optional<Path> find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Exim as Debian installs it, or as {@code .ci/peers} unpacks it beside Postfix. */
    static Optional<Path> exim() {
        return find("exim4").or(() -> find("exim4-peer"));
    }

    /**
     * Runs a program to its end.
     *
     * @param input its standard input, one byte a character
     */
    static Ran run(String input, List<String> command) throws IOException, InterruptedException {
        // Files instead of pipes: a daemon that it starts would keep a pipe open.
        Path in = Files.createTempFile("peer", ".in");
        Path out = Files.createTempFile("peer", ".out");
        try {
            Files.writeString(in, input, StandardCharsets.ISO_8859_1);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
                String output = Files.readString(out, StandardCharsets.ISO_8859_1);
                if (!ended) {
                    throw new IOException(String.join(" ", command) + " does not end; so far it says: " + output);
                }
                return new Ran(process.exitValue(), output);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    /** Runs a program that has to succeed. */
    static String must(List<String> command) throws IOException, InterruptedException {
        Ran ran = run("", command);
        if (ran.exit() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + ran.exit() + ": " + ran.output());
        }
        return ran.output();
    }
}

package veredus.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The terminal that a command runs in, by way of stty(1). While one is open, keys come one by one, are not shown, and
 * none of them is a signal; {@link #close} puts everything back.
 */
final class Terminal implements AutoCloseable {
    private static final File DEVICE = new File("/dev/tty");
    private static final int USUAL_ROWS = 24;
    private static final int USUAL_COLUMNS = 80;

    private final String before;

    /** Its measure in characters. */
    record Size(int rows, int columns) {
        static final Size USUAL = new Size(USUAL_ROWS, USUAL_COLUMNS);
    }

    private Terminal(String before) {
        this.before = before;
    }

    /** Whether standard input and output are one. */
    static boolean isThere() {
        return holds("0") && holds("1");
    }

    /** Whether standard output is one. */
    static boolean isWrittenTo() {
        return holds("1");
    }

    private static boolean holds(String descriptor) {
        try {
            return new ProcessBuilder("test", "-t", descriptor)
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noTest) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Terminal open() throws IOException {
        var terminal = new Terminal(stty("-g"));
        stty("-icanon", "-echo", "-isig", "min", "0", "time", "0");
        return terminal;
    }

    /** How large it is now. */
    Size size() throws IOException {
        String[] numbers = stty("size").split(" ", -1);
        boolean sane =
                numbers.length == 2 && numbers[0].matches("[1-9][0-9]{0,3}") && numbers[1].matches("[1-9][0-9]{0,3}");
        return sane ? new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])) : Size.USUAL;
    }

    @Override
    public void close() throws IOException {
        stty(before);
    }

    private static String stty(String... words) throws IOException {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectInput(DEVICE)
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException("stty " + String.join(" ", words) + ": " + said);
            }
            return said;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking the terminal", stopped);
        }
    }
}

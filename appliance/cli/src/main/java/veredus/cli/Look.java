package veredus.cli;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How an answer is written: in columns and with colours for somebody at a terminal, else as lines whose fields are parted
 * by tabs.
 */
record Look(boolean columns, boolean colours) {
    static final Look PLAIN = new Look(false, false);

    /** When to write for a terminal. */
    enum When {
        /** When standard output is one; colours not where NO_COLOR (no-color.org) is set or TERM is dumb. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** What a colour says. */
    enum Hue {
        NONE(""),
        TITLE("1"),
        GOOD("32"),
        CARE("33"),
        BAD("31");

        private final String code;

        Hue(String code) {
            this.code = code;
        }
    }

    /** A text with a hue. */
    record Painted(String text, Hue hue) {}

    static Look of(When when, Map<String, String> environment, boolean terminal) {
        return switch (when) {
            case ALWAYS -> new Look(true, true);
            case NEVER -> new Look(terminal, false);
            case AUTO -> new Look(terminal, terminal && isColourful(environment));
        };
    }

    private static boolean isColourful(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !terminal.isEmpty() && !terminal.equals("dumb");
    }

    /** That of the command line to which a command belongs. */
    static Look of(CommandSpec spec) {
        return spec.root().userObject() instanceof Main main ? main.look() : PLAIN;
    }

    String paint(String text, Hue hue) {
        return !colours || hue == Hue.NONE || text.isEmpty() ? text : "\033[" + hue.code + "m" + text + "\033[0m";
    }

    /** A line that begins with a place or a word and a colon; that is painted. */
    String paintStart(String line, Hue hue) {
        int end = line.indexOf(": ");
        return end < 0 ? line : paint(line.substring(0, end + 1), hue) + line.substring(end + 1);
    }
}

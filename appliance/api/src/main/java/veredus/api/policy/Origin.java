package veredus.api.policy;

/** Where a table of the configuration stands, for messages and for explaining a value; line and column from 1. */
public record Origin(String file, int line, int column) {
    public static final Origin BUILT_IN = new Origin("built-in default", 0, 0);

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}

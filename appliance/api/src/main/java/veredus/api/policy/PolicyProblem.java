package veredus.api.policy;

/**
 * One thing wrong with a configuration.
 *
 * @param message what is wrong, with the offending text
 * @param remedy how to mend it
 */
public record PolicyProblem(Origin origin, Severity severity, String message, String remedy) {

    /** A configuration with errors is not used; one with warnings is. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** {@code file:line:column: message; remedy}. */
    @Override
    public String toString() {
        return origin.file() + ":" + origin.line() + ":" + origin.column() + ": "
                + (severity == Severity.WARNING ? "warning: " : "") + message
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}

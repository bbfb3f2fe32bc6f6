package veredus.cli;

/** A command cannot do what it was asked; the message is one line for the operator and says what to do next. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}

package veredus.cli;

/** What the exit code of a command says; the numbers above 2 are those of BSD's sysexits. */
final class ExitCode {
    static final int OK = 0;

    /** It was done, and the answer is no: a check found something, a trial was not good. */
    static final int NO = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    /** What is asked of cannot be reached: no engine, no server. */
    static final int UNAVAILABLE = 69;

    /** Something broke. */
    static final int FAILED = 70;

    /** The configuration cannot be used. */
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}

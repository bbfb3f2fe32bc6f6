package veredus.cli;

import java.util.LinkedHashMap;
import java.util.Map;

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

    /** What each of them says, for help and manual pages. */
    static Map<String, String> meanings() {
        var meanings = new LinkedHashMap<String, String>();
        meanings.put(Integer.toString(OK), "It was done.");
        meanings.put(Integer.toString(NO), "It was done and the answer is no, or what was asked for is not there.");
        meanings.put(Integer.toString(USAGE), "The command line is wrong, or the engine cannot do what it says.");
        meanings.put(Integer.toString(UNAVAILABLE), "There is no answer from the engine or the server.");
        meanings.put(Integer.toString(FAILED), "Something broke, or the token does not allow it.");
        meanings.put(Integer.toString(CONFIGURATION), "The configuration cannot be used.");
        return meanings;
    }

    private ExitCode() {}
}

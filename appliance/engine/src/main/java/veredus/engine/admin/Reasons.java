package veredus.engine.admin;

import java.util.Optional;

/** The reasons that operators give, which others read in logs, histories and answers. */
final class Reasons {
    static final int LONGEST = 200;

    private Reasons() {}

    /** Refuses an absent, blank, long or unprintable one. */
    static String required(Optional<String> given) {
        String reason = given.orElse("");
        if (reason.isBlank() || reason.length() > LONGEST) {
            throw AdminRefusal.unprocessable(
                    "give a reason of at most " + LONGEST + " characters; other operators read it");
        }
        return printable(reason);
    }

    /** Refuses an unprintable one. */
    static String printable(String reason) {
        if (reason.chars().anyMatch(Character::isISOControl)) {
            throw AdminRefusal.unprocessable("the reason has control characters");
        }
        return reason;
    }
}

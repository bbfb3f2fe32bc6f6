package veredus.engine.spool;

import java.util.Arrays;
import veredus.api.policy.Durability;
import veredus.engine.envelope.Recipient;

/** The numbers that stand for words in the log. They never change; new words get new numbers. */
final class Codes {
    private Codes() {}

    static int of(StateChange.End end) {
        return switch (end) {
            case DELIVERED -> 0;
            case BOUNCED -> 1;
            case EXPIRED -> 2;
            case DELETED -> 3;
        };
    }

    static StateChange.End end(int code) throws SpoolException {
        return Arrays.stream(StateChange.End.values())
                .filter(end -> of(end) == code)
                .findFirst()
                .orElseThrow(BytesIn::malformed);
    }

    static int of(Durability durability) {
        return switch (durability) {
            case DURABLE -> 0;
            case RELAXED -> 1;
            case MEMORY -> 2;
        };
    }

    static Durability durability(int code) throws SpoolException {
        return Arrays.stream(Durability.values())
                .filter(durability -> of(durability) == code)
                .findFirst()
                .orElseThrow(BytesIn::malformed);
    }

    /** One bit of a recipient. */
    static int of(Recipient.Notify notify) {
        return switch (notify) {
            case NEVER -> 1;
            case SUCCESS -> 2;
            case FAILURE -> 4;
            case DELAY -> 8;
        };
    }
}

package veredus.engine.outcome;

import java.util.Optional;
import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/** The enhanced status (RFC 3463) of a refusal: the peer's own, or what its basic code means where it gave none. */
final class ReplyStatus {
    /** The class of what is tried again. */
    static final int TRANSIENT = 4;

    /** The class of what has failed for good. */
    static final int PERMANENT = 5;

    private ReplyStatus() {}

    /** The status of {@code reply} in class {@code kind}, whatever class the peer wrote: our deciding has the say. */
    static EnhancedCode of(Phase phase, Reply reply, int kind) {
        return reply.enhanced()
                .filter(own -> own.kind() != 2)
                .map(own -> inClass(own, kind))
                .orElseGet(() -> usual(phase, reply.code(), kind));
    }

    static EnhancedCode inClass(EnhancedCode status, int kind) {
        return status.kind() == kind ? status : new EnhancedCode(kind, status.subject(), status.detail());
    }

    /**
     * The enhanced code with which {@code detail} begins, as in {@code 5.6.7 the peer lacks SMTPUTF8}: where one reason
     * has several causes its detail says which.
     */
    static Optional<EnhancedCode> leading(String detail) {
        int at = 0;
        int[] parts = new int[3];
        for (int part = 0; part < 3; part++) {
            int start = at;
            while (at < detail.length() && at - start < 3 && isDigit(detail.charAt(at))) {
                parts[part] = parts[part] * 10 + detail.charAt(at) - '0';
                at++;
            }
            char end = at < detail.length() ? detail.charAt(at) : ' ';
            if (at == start || end != (part < 2 ? '.' : ' ')) {
                return Optional.empty();
            }
            at++;
        }
        boolean failure = parts[0] == TRANSIENT || parts[0] == PERMANENT;
        return failure ? Optional.of(new EnhancedCode(parts[0], parts[1], parts[2])) : Optional.empty();
    }

    /** RFC 5321 4.2.3 and the registry of RFC 5248, by basic code. */
    private static EnhancedCode usual(Phase phase, int code, int kind) {
        return switch (code) {
            case 421 -> new EnhancedCode(kind, 3, 2);
            case 450 -> new EnhancedCode(kind, 2, 0);
            case 451 -> new EnhancedCode(kind, 3, 0);
            // At RCPT it mostly means that one transaction may not have so many (RFC 5321 4.5.3.1.10).
            case 452 -> phase == Phase.RCPT ? new EnhancedCode(kind, 5, 3) : new EnhancedCode(kind, 3, 1);
            case 454, 530 -> new EnhancedCode(kind, 7, 0);
            case 455 -> new EnhancedCode(kind, 5, 0);
            case 500 -> new EnhancedCode(kind, 5, 2);
            case 501, 504, 555 -> new EnhancedCode(kind, 5, 4);
            case 502, 503 -> new EnhancedCode(kind, 5, 1);
            case 521 -> new EnhancedCode(kind, 3, 2); // RFC 7504
            case 534 -> new EnhancedCode(kind, 7, 9);
            case 535 -> new EnhancedCode(kind, 7, 8);
            // Not x.1.1: many say 550 for policy, and x.1.1 would put a living address on a suppression list.
            case 550 -> phase == Phase.RCPT ? new EnhancedCode(kind, 1, 0) : new EnhancedCode(kind, 0, 0);
            case 551 -> new EnhancedCode(kind, 1, 6);
            case 552 -> phase == Phase.RCPT ? new EnhancedCode(kind, 2, 2) : new EnhancedCode(kind, 3, 4);
            case 553 -> new EnhancedCode(kind, 1, phase == Phase.MAIL ? 7 : 3);
            case 556 -> new EnhancedCode(kind, 1, 10); // RFC 7504, RFC 7505
            default -> new EnhancedCode(kind, 0, 0);
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

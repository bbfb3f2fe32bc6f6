package veredus.mail.bounce;

import veredus.mail.smtp.EnhancedCode;
import veredus.mail.smtp.Phase;
import veredus.mail.smtp.Reply;

/**
 * Reads the category of a refusal from its codes and the phase it came in, never from its text: the enhanced code
 * (RFC 3463, RFC 5248 and its registry) first, then the basic code. A 5.1.1 stays a bad mailbox whatever words stand
 * beside it.
 */
public final class BounceClassifier {
    private BounceClassifier() {}

    /** The category of a reply; a positive one is {@link BounceCategory#SUCCESS}. */
    public static BounceCategory classify(Phase phase, Reply reply) {
        if (reply.isPositive()) {
            return BounceCategory.SUCCESS;
        }
        BounceCategory byEnhanced =
                reply.enhanced().map(code -> byEnhanced(phase, code)).orElse(BounceCategory.OTHER);
        return byEnhanced == BounceCategory.OTHER ? byBasic(phase, reply.code()) : byEnhanced;
    }

    /** The category of a connection that could not be made or was lost. */
    public static BounceCategory classifyLoss(Phase phase) {
        return phase.compareTo(Phase.GREETING) <= 0
                ? BounceCategory.NO_ANSWER_FROM_HOST
                : BounceCategory.BAD_CONNECTION;
    }

    private static BounceCategory byEnhanced(Phase phase, EnhancedCode code) {
        return switch (code.subject()) {
            case 1 -> addressing(phase, code.detail());
            case 2 -> mailbox(code.detail());
            case 3 -> mailSystem(code.detail());
            case 4 -> network(code.detail());
            case 5 -> code.detail() == 3 ? BounceCategory.POLICY_RELATED : BounceCategory.PROTOCOL_ERRORS;
            case 6 -> BounceCategory.CONTENT_RELATED;
            case 7 -> security(code.detail());
            default -> BounceCategory.OTHER;
        };
    }

    private static BounceCategory addressing(Phase phase, int detail) {
        return switch (detail) {
            case 0 -> phase == Phase.MAIL ? BounceCategory.INVALID_SENDER : BounceCategory.OTHER;
            case 1, 3, 4, 6 -> BounceCategory.BAD_MAILBOX;
            // 10: the recipient's domain has a null MX (RFC 7505).
            case 2, 10 -> BounceCategory.BAD_DOMAIN;
            case 7, 8 -> BounceCategory.INVALID_SENDER;
            default -> BounceCategory.OTHER;
        };
    }

    private static BounceCategory mailbox(int detail) {
        return switch (detail) {
            case 0 -> BounceCategory.BAD_MAILBOX;
            case 1 -> BounceCategory.INACTIVE_MAILBOX;
            case 2 -> BounceCategory.QUOTA_ISSUES;
            case 3 -> BounceCategory.CONTENT_RELATED;
            case 4 -> BounceCategory.BAD_CONFIGURATION;
            default -> BounceCategory.OTHER;
        };
    }

    private static BounceCategory mailSystem(int detail) {
        return switch (detail) {
            case 3, 4 -> BounceCategory.CONTENT_RELATED;
            case 1, 2, 5 -> BounceCategory.BAD_CONFIGURATION;
            default -> BounceCategory.OTHER;
        };
    }

    private static BounceCategory network(int detail) {
        return switch (detail) {
            case 1 -> BounceCategory.NO_ANSWER_FROM_HOST;
            case 2, 5 -> BounceCategory.BAD_CONNECTION;
            case 3, 4, 6 -> BounceCategory.ROUTING_ERRORS;
            case 7 -> BounceCategory.MESSAGE_EXPIRED;
            default -> BounceCategory.OTHER;
        };
    }

    private static BounceCategory security(int detail) {
        return switch (detail) {
            case 7 -> BounceCategory.CONTENT_RELATED;
            // 27: the sender's domain has a null MX (RFC 7505).
            case 27 -> BounceCategory.INVALID_SENDER;
            default -> BounceCategory.POLICY_RELATED;
        };
    }

    private static BounceCategory byBasic(Phase phase, int code) {
        return switch (code) {
            case 421 -> BounceCategory.BAD_CONNECTION;
            case 452 -> phase == Phase.RCPT ? BounceCategory.OTHER : BounceCategory.BAD_CONFIGURATION;
            case 500, 501, 502, 503, 504, 555 -> BounceCategory.PROTOCOL_ERRORS;
            // RFC 7504.
            case 521 -> BounceCategory.ROUTING_ERRORS;
            case 556 -> BounceCategory.BAD_DOMAIN;
            case 550 -> phase == Phase.RCPT ? BounceCategory.BAD_MAILBOX : BounceCategory.POLICY_RELATED;
            case 551 -> BounceCategory.RELAYING_ISSUES;
            case 552 -> phase == Phase.RCPT ? BounceCategory.QUOTA_ISSUES : BounceCategory.CONTENT_RELATED;
            case 553 -> phase == Phase.MAIL ? BounceCategory.INVALID_SENDER : BounceCategory.BAD_MAILBOX;
            case 554 -> phase.compareTo(Phase.MAIL) < 0 ? BounceCategory.POLICY_RELATED : BounceCategory.OTHER;
            default -> BounceCategory.OTHER;
        };
    }
}

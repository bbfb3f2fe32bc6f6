package veredus.mail.bounce;

import java.util.Optional;

/** Why mail was not taken, in the words that PowerMTA made the trade's own; accounting files use them. */
public enum BounceCategory {
    SUCCESS("success"),
    /** There is no such recipient. */
    BAD_MAILBOX("bad-mailbox"),
    /** The domain does not exist or takes no mail. */
    BAD_DOMAIN("bad-domain"),
    /** The account is disabled or has expired. */
    INACTIVE_MAILBOX("inactive-mailbox"),
    QUOTA_ISSUES("quota-issues"),
    /** No connection, or no answer on it. */
    NO_ANSWER_FROM_HOST("no-answer-from-host"),
    BAD_CONNECTION("bad-connection"),
    ROUTING_ERRORS("routing-errors"),
    /** The host does not relay for this recipient. */
    RELAYING_ISSUES("relaying-issues"),
    BAD_CONFIGURATION("bad-configuration"),
    PROTOCOL_ERRORS("protocol-errors"),
    INVALID_SENDER("invalid-sender"),
    POLICY_RELATED("policy-related"),
    SPAM_RELATED("spam-related"),
    /** The content or its size was refused. */
    CONTENT_RELATED("content-related"),
    VIRUS_RELATED("virus-related"),
    /** It waited longer than it was allowed to. */
    MESSAGE_EXPIRED("message-expired"),
    OTHER("other");

    private final String word;

    BounceCategory(String word) {
        this.word = word;
    }

    /** The word in accounting files and reports. */
    public String word() {
        return word;
    }

    /** The category with this word. */
    public static Optional<BounceCategory> of(String word) {
        for (BounceCategory category : values()) {
            if (category.word.equals(word)) {
                return Optional.of(category);
            }
        }
        return Optional.empty();
    }

    /** Whether the address is dead and should not be written to again. */
    public boolean isHard() {
        return this == BAD_MAILBOX || this == BAD_DOMAIN || this == INACTIVE_MAILBOX;
    }

    @Override
    public String toString() {
        return word;
    }
}

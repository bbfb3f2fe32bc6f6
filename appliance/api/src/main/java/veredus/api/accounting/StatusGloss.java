package veredus.api.accounting;

import java.util.HashMap;
import java.util.Map;

/** Enhanced status codes (RFC 3463 and the IANA registry) with their meaning in brackets, as PowerMTA shows them. */
final class StatusGloss {
    private static final String[][] MEANINGS = {
        {"0.0", "undefined status"},
        {"1.0", "other address status"},
        {"1.1", "bad destination mailbox address"},
        {"1.2", "bad destination system address"},
        {"1.3", "bad destination mailbox address syntax"},
        {"1.4", "destination mailbox address ambiguous"},
        {"1.5", "destination address valid"},
        {"1.6", "destination mailbox has moved"},
        {"1.7", "bad sender's mailbox address syntax"},
        {"1.8", "bad sender's system address"},
        {"1.9", "message relayed to non-compliant mailer"},
        {"1.10", "recipient address has null mx"},
        {"2.0", "other or undefined mailbox status"},
        {"2.1", "mailbox disabled, not accepting messages"},
        {"2.2", "mailbox full"},
        {"2.3", "message length exceeds administrative limit"},
        {"2.4", "mailing list expansion problem"},
        {"3.0", "other or undefined mail system status"},
        {"3.1", "mail system full"},
        {"3.2", "system not accepting network messages"},
        {"3.3", "system not capable of selected features"},
        {"3.4", "message too big for system"},
        {"3.5", "system incorrectly configured"},
        {"4.0", "other or undefined network or routing status"},
        {"4.1", "no answer from host"},
        {"4.2", "bad connection"},
        {"4.3", "routing server failure"},
        {"4.4", "unable to route"},
        {"4.5", "network congestion"},
        {"4.6", "routing loop detected"},
        {"4.7", "delivery time expired"},
        {"5.0", "other or undefined protocol status"},
        {"5.1", "invalid command"},
        {"5.2", "syntax error"},
        {"5.3", "too many recipients"},
        {"5.4", "invalid command arguments"},
        {"5.5", "wrong protocol version"},
        {"5.6", "authentication exchange line is too long"},
        {"6.0", "other or undefined media error"},
        {"6.1", "media not supported"},
        {"6.2", "conversion required and prohibited"},
        {"6.3", "conversion required but not supported"},
        {"6.4", "conversion with loss performed"},
        {"6.5", "conversion failed"},
        {"6.6", "message content not available"},
        {"6.7", "non-ascii addresses not permitted for that sender/recipient"},
        {"6.8", "utf-8 string reply is required"},
        {"6.9", "utf-8 header message cannot be transferred"},
        {"7.0", "other or undefined security status"},
        {"7.1", "delivery not authorized, message refused"},
        {"7.2", "mailing list expansion prohibited"},
        {"7.3", "security conversion required but not possible"},
        {"7.4", "security features not supported"},
        {"7.5", "cryptographic failure"},
        {"7.6", "cryptographic algorithm not supported"},
        {"7.7", "message integrity failure"},
        {"7.8", "authentication credentials invalid"},
        {"7.9", "authentication mechanism is too weak"},
        {"7.10", "encryption needed"},
        {"7.11", "encryption required for requested authentication mechanism"},
        {"7.13", "user account disabled"},
        {"7.14", "trust relationship required"},
        {"7.17", "mailbox owner has changed"},
        {"7.18", "domain owner has changed"},
        {"7.20", "no passing dkim signature found"},
        {"7.21", "no acceptable dkim signature found"},
        {"7.23", "spf validation failed"},
        {"7.24", "spf validation error"},
        {"7.25", "reverse dns validation failed"},
        {"7.26", "multiple authentication checks failed"},
        {"7.27", "sender address has null mx"},
        {"7.28", "mail flood detected"},
        {"7.30", "requiretls support required"},
    };

    private static final Map<String, String> TEXTS = new HashMap<>();

    static {
        for (String[] meaning : MEANINGS) {
            for (int kind : new int[] {2, 4, 5}) {
                String code = kind + "." + meaning[0];
                TEXTS.put(code, code + " (" + meaning[1] + ")");
            }
        }
        TEXTS.put("2.0.0", "2.0.0 (success)");
    }

    private StatusGloss() {}

    /** {@code 5.1.1 (bad destination mailbox address)}. */
    static String with(String code) {
        if (code.isEmpty()) {
            return code;
        }
        String text = TEXTS.get(code);
        return text != null ? text : code + " (undefined status)";
    }
}

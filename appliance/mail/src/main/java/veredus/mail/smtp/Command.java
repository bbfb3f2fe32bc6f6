package veredus.mail.smtp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import veredus.mail.address.ForwardPath;
import veredus.mail.address.ReversePath;

/** One command of a client, syntactically right; whether it may come now is the session's to say. */
public sealed interface Command {

    /** The verb, for rows of rules and for counters. */
    Verb verb();

    /**
     * The greeting of an extended client.
     *
     * @param domain what the client calls itself: 1 to 255 printable characters without space, otherwise unchecked
     */
    record Ehlo(String domain) implements Command {
        @Override
        public Verb verb() {
            return Verb.EHLO;
        }
    }

    /**
     * The greeting of an old client.
     *
     * @param domain as with {@link Ehlo}
     */
    record Helo(String domain) implements Command {
        @Override
        public Verb verb() {
            return Verb.HELO;
        }
    }

    record Mail(ReversePath path, MailParameters parameters) implements Command {
        @Override
        public Verb verb() {
            return Verb.MAIL;
        }
    }

    record Rcpt(ForwardPath path, RcptParameters parameters) implements Command {
        @Override
        public Verb verb() {
            return Verb.RCPT;
        }
    }

    record Data() implements Command {
        @Override
        public Verb verb() {
            return Verb.DATA;
        }
    }

    /**
     * One chunk (RFC 3030).
     *
     * @param sizeBytes octets that follow the line at once, 0 to {@link Long#MAX_VALUE}
     */
    record Bdat(long sizeBytes, boolean last) implements Command {
        @Override
        public Verb verb() {
            return Verb.BDAT;
        }
    }

    record Rset() implements Command {
        @Override
        public Verb verb() {
            return Verb.RSET;
        }
    }

    record Noop() implements Command {
        @Override
        public Verb verb() {
            return Verb.NOOP;
        }
    }

    record Vrfy(String argument) implements Command {
        @Override
        public Verb verb() {
            return Verb.VRFY;
        }
    }

    record Expn(String argument) implements Command {
        @Override
        public Verb verb() {
            return Verb.EXPN;
        }
    }

    /**
     * A wish for help.
     *
     * @param topic empty when none was given
     */
    record Help(String topic) implements Command {
        @Override
        public Verb verb() {
            return Verb.HELP;
        }
    }

    record Quit() implements Command {
        @Override
        public Verb verb() {
            return Verb.QUIT;
        }
    }

    record StartTls() implements Command {
        @Override
        public Verb verb() {
            return Verb.STARTTLS;
        }
    }

    /**
     * RFC 4954 4.
     *
     * @param mechanism in upper case
     * @param initialResponse still in base64, only its alphabet is checked; present and empty for {@code =}
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {
        @Override
        public Verb verb() {
            return Verb.AUTH;
        }

        /** Without the response: it is a password. */
        @Override
        public String toString() {
            return "Auth[mechanism=" + mechanism + "]";
        }
    }

    /**
     * What a proxy says about the client behind it.
     *
     * @param attributes names in upper case, values decoded, in the order they came
     */
    record Xclient(Map<String, String> attributes) implements Command {
        public Xclient {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }

        @Override
        public Verb verb() {
            return Verb.XCLIENT;
        }
    }

    /**
     * A verb that is none of ours.
     *
     * @param word the first word of the line in upper case, at most 32 printable characters
     */
    record Unknown(String word) implements Command {
        @Override
        public Verb verb() {
            return Verb.UNKNOWN;
        }
    }
}

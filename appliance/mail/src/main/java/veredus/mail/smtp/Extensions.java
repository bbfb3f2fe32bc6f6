package veredus.mail.smtp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a server said about itself in its reply to EHLO (RFC 5321 4.1.1.1).
 *
 * @param offered the extensions we know, in the order of the enum
 * @param maxSizeBytes the largest message (RFC 1870), empty when there is no fixed limit
 * @param authMechanisms in upper case, in the order of the server's preference
 * @param limits RFC 9422
 */
public record Extensions(
        Set<Extension> offered, OptionalLong maxSizeBytes, List<String> authMechanisms, Limits limits) {

    /** What holds after HELO: nothing is offered. */
    public static final Extensions NONE =
            new Extensions(EnumSet.noneOf(Extension.class), OptionalLong.empty(), List.of(), Limits.NONE);

    private static final int MAX_MECHANISMS = 32;

    public Extensions {
        offered = Collections.unmodifiableSet(
                offered.isEmpty() ? EnumSet.noneOf(Extension.class) : EnumSet.copyOf(offered));
        authMechanisms = List.copyOf(authMechanisms);
    }

    /**
     * Limits that a server announces (RFC 9422 4).
     *
     * @param mailMax transactions in one connection
     * @param rcptMax recipients in one transaction
     * @param rcptDomainMax recipient domains in one transaction
     */
    public record Limits(OptionalInt mailMax, OptionalInt rcptMax, OptionalInt rcptDomainMax) {
        public static final Limits NONE = new Limits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    public boolean has(Extension extension) {
        return offered.contains(extension);
    }

    /** Reads a positive reply to EHLO; words we do not know and arguments that make no sense are passed over. */
    public static Extensions of(Reply reply) {
        var offered = EnumSet.noneOf(Extension.class);
        var mechanisms = new ArrayList<String>();
        OptionalLong size = OptionalLong.empty();
        Limits limits = Limits.NONE;
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String[] words = line.strip().split("[ \t]+", -1);
            // "AUTH=LOGIN" is what servers older than RFC 2554 say.
            boolean oldAuth = words[0].regionMatches(true, 0, "AUTH=", 0, 5);
            var extension = oldAuth ? Optional.of(Extension.AUTH) : Extension.of(words[0]);
            if (extension.isEmpty()) {
                continue;
            }
            offered.add(extension.get());
            switch (extension.get()) {
                case SIZE -> size = words.length > 1 ? positiveLong(words[1]) : OptionalLong.empty();
                case AUTH ->
                    addMechanisms(oldAuth ? line.strip().substring(5).split("[ \t]+", -1) : tail(words), mechanisms);
                case LIMITS -> limits = limits(tail(words));
                default -> {}
            }
        }
        return new Extensions(offered, size, mechanisms, limits);
    }

    private static String[] tail(String[] words) {
        return Arrays.copyOfRange(words, 1, words.length);
    }

    private static void addMechanisms(String[] words, List<String> mechanisms) {
        for (String word : words) {
            String mechanism = word.toUpperCase(Locale.ROOT);
            if (!mechanism.isEmpty() && mechanisms.size() < MAX_MECHANISMS && !mechanisms.contains(mechanism)) {
                mechanisms.add(mechanism);
            }
        }
    }

    private static Limits limits(String[] words) {
        OptionalInt mail = OptionalInt.empty();
        OptionalInt rcpt = OptionalInt.empty();
        OptionalInt domain = OptionalInt.empty();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                continue;
            }
            OptionalLong number = positiveLong(word.substring(equals + 1));
            OptionalInt value = number.isPresent() && number.getAsLong() <= 999_999
                    ? OptionalInt.of((int) number.getAsLong())
                    : OptionalInt.empty();
            switch (word.substring(0, equals).toUpperCase(Locale.ROOT)) {
                case "MAILMAX" -> mail = value;
                case "RCPTMAX" -> rcpt = value;
                case "RCPTDOMAINMAX" -> domain = value;
                default -> {}
            }
        }
        return new Limits(mail, rcpt, domain);
    }

    private static OptionalLong positiveLong(String text) {
        OptionalLong value = Digits.parse(text, 0, text.length());
        return value.isPresent() && value.getAsLong() > 0 ? value : OptionalLong.empty();
    }
}

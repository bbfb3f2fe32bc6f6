package veredus.mail.smtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The arguments of the verbs that have neither a path nor a name: BDAT, AUTH, XCLIENT. */
final class ArgumentParser {
    private static final int MAX_XCLIENT_ATTRIBUTES = 16;

    private ArgumentParser() {}

    static CommandParser.Result bdat(String argument) {
        int space = argument.indexOf(' ');
        int end = space < 0 ? argument.length() : space;
        OptionalLong size = Digits.parse(argument, 0, end);
        boolean last = space >= 0 && argument.substring(space).strip().equalsIgnoreCase("LAST");
        if (size.isEmpty() || size.getAsLong() == Long.MAX_VALUE || (space >= 0 && !last)) {
            return CommandParser.refused(Refusals.BDAT_SYNTAX);
        }
        return CommandParser.parsed(new Command.Bdat(size.getAsLong(), last));
    }

    static CommandParser.Result auth(String argument) {
        int space = argument.indexOf(' ');
        String mechanism = (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        // RFC 4422 3.1: 1 to 20 letters, digits, hyphens, underscores.
        if (mechanism.isEmpty()
                || mechanism.length() > 20
                || !mechanism.chars().allMatch(c -> isUpperOrDigit(c) || c == '-' || c == '_')) {
            return CommandParser.refused(Refusals.AUTH_SYNTAX);
        }
        if (space < 0) {
            return CommandParser.parsed(new Command.Auth(mechanism, Optional.empty()));
        }
        String response = argument.substring(space + 1).strip();
        if (response.equals("=")) {
            return CommandParser.parsed(new Command.Auth(mechanism, Optional.of("")));
        }
        if (response.indexOf(' ') >= 0) {
            return CommandParser.refused(Refusals.AUTH_SYNTAX);
        }
        return isBase64(response)
                ? CommandParser.parsed(new Command.Auth(mechanism, Optional.of(response)))
                : CommandParser.refused(Refusals.BAD_BASE64);
    }

    private static boolean isUpperOrDigit(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** RFC 4648 4, with the padding that makes the length a multiple of four. */
    private static boolean isBase64(String text) {
        int end = text.length();
        while (end > 0 && end > text.length() - 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        return !text.isEmpty()
                && text.length() % 4 == 0
                && text.substring(0, end)
                        .chars()
                        .allMatch(c -> isUpperOrDigit(c) || (c >= 'a' && c <= 'z') || c == '+' || c == '/');
    }

    static CommandParser.Result xclient(String argument) {
        var attributes = new LinkedHashMap<String, String>();
        for (String pair : argument.split(" +", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0 || attributes.size() == MAX_XCLIENT_ATTRIBUTES) {
                return CommandParser.refused(Refusals.XCLIENT_SYNTAX);
            }
            Optional<String> value = Xtext.decode(pair.substring(equals + 1));
            String name = pair.substring(0, equals).toUpperCase(Locale.ROOT);
            if (value.isEmpty() || attributes.putIfAbsent(name, value.get()) != null) {
                return CommandParser.refused(Refusals.XCLIENT_SYNTAX);
            }
        }
        return CommandParser.parsed(new Command.Xclient(attributes));
    }
}

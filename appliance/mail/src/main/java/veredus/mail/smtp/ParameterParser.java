package veredus.mail.smtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import veredus.mail.smtp.MailParameters.BodyType;
import veredus.mail.smtp.MailParameters.Ret;
import veredus.mail.smtp.RcptParameters.Notify;

/** The parameters after a path (RFC 5321 4.1.2: {@code keyword[=value]}, separated by spaces). */
final class ParameterParser {
    private static final int MAX_PARAMETERS = 16;

    /** RFC 3461 4.4. */
    private static final int MAX_ENVELOPE_ID = 100;

    private ParameterParser() {}

    sealed interface Result<T> {
        record Parsed<T>(T values) implements Result<T> {}

        record Refused<T>(Reply reply) implements Result<T> {}
    }

    /** One parameter; the value is null when there is no equals sign. */
    private record Parameter(String keyword, Optional<String> value) {

        static Parameter of(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new Parameter(text.toUpperCase(Locale.ROOT), Optional.empty())
                    : new Parameter(
                            text.substring(0, equals).toUpperCase(Locale.ROOT),
                            Optional.of(text.substring(equals + 1)));
        }
    }

    static Result<MailParameters> mail(String line, int start, CommandParser.Context context) {
        if (start >= line.length()) {
            return new Result.Parsed<>(MailParameters.NONE);
        }
        var parameters = split(line, start);
        Optional<Reply> problem = countProblem(parameters);
        if (problem.isPresent()) {
            return new Result.Refused<>(problem.get());
        }
        var values = new MailValues();
        for (Parameter parameter : parameters) {
            problem = values.set(parameter, context);
            if (problem.isPresent()) {
                return new Result.Refused<>(problem.get());
            }
        }
        return new Result.Parsed<>(values.build());
    }

    static Result<RcptParameters> rcpt(String line, int start, CommandParser.Context context) {
        if (start >= line.length()) {
            return new Result.Parsed<>(RcptParameters.NONE);
        }
        var parameters = split(line, start);
        Optional<Reply> problem = countProblem(parameters);
        if (problem.isPresent()) {
            return new Result.Refused<>(problem.get());
        }
        EnumSet<Notify> notify = EnumSet.noneOf(Notify.class);
        Optional<OriginalRecipient> original = Optional.empty();
        for (Parameter parameter : parameters) {
            if (!context.offered().contains(Extension.DSN)) {
                return new Result.Refused<>(Refusals.UNKNOWN_PARAMETER);
            }
            switch (parameter.keyword) {
                case "NOTIFY" -> {
                    notify = notify(parameter.value.orElse(""));
                    if (notify.isEmpty()) {
                        return new Result.Refused<>(Refusals.BAD_PARAMETER);
                    }
                }
                case "ORCPT" -> {
                    original = OriginalRecipient.parse(parameter.value.orElse(""));
                    if (original.isEmpty()) {
                        return new Result.Refused<>(Refusals.BAD_PARAMETER);
                    }
                }
                default -> {
                    return new Result.Refused<>(Refusals.UNKNOWN_PARAMETER);
                }
            }
        }
        return new Result.Parsed<>(new RcptParameters(notify, original));
    }

    private static List<Parameter> split(String line, int start) {
        var parameters = new ArrayList<Parameter>();
        int i = start;
        while (i < line.length() && parameters.size() <= MAX_PARAMETERS) {
            if (line.charAt(i) == ' ') {
                i++;
                continue;
            }
            int space = line.indexOf(' ', i);
            int end = space < 0 ? line.length() : space;
            parameters.add(Parameter.of(line.substring(i, end)));
            i = end;
        }
        return parameters;
    }

    private static Optional<Reply> countProblem(List<Parameter> parameters) {
        if (parameters.size() > MAX_PARAMETERS) {
            return Optional.of(Refusals.TOO_MANY_PARAMETERS);
        }
        var seen = new TreeSet<String>();
        for (Parameter parameter : parameters) {
            if (!seen.add(parameter.keyword)) {
                return Optional.of(Refusals.DOUBLED_PARAMETER);
            }
        }
        return Optional.empty();
    }

    /** The set, empty when the value is none: NEVER with others, a word twice, a word that is unknown. */
    private static EnumSet<Notify> notify(String value) {
        var words = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            Notify one = switch (word.toUpperCase(Locale.ROOT)) {
                case "NEVER" -> Notify.NEVER;
                case "SUCCESS" -> Notify.SUCCESS;
                case "FAILURE" -> Notify.FAILURE;
                case "DELAY" -> Notify.DELAY;
                default -> null;
            };
            if (one == null || !words.add(one)) {
                return EnumSet.noneOf(Notify.class);
            }
        }
        return words.contains(Notify.NEVER) && words.size() > 1 ? EnumSet.noneOf(Notify.class) : words;
    }

    /** The values of MAIL as they are found. */
    private static final class MailValues {
        private OptionalLong size = OptionalLong.empty();
        private Optional<BodyType> body = Optional.empty();
        private boolean smtpUtf8;
        private Optional<Ret> ret = Optional.empty();
        private Optional<String> envelopeId = Optional.empty();
        private Optional<String> auth = Optional.empty();
        private boolean requireTls;
        private OptionalInt priority = OptionalInt.empty();

        /** Takes one parameter; answers what was wrong with it. */
        Optional<Reply> set(Parameter parameter, CommandParser.Context context) {
            String value = parameter.value.orElse("");
            Optional<Extension> extension = extension(parameter.keyword);
            if (extension.isEmpty() || !context.offered().contains(extension.get())) {
                return Optional.of(Refusals.UNKNOWN_PARAMETER);
            }
            boolean valid = switch (parameter.keyword) {
                case "SIZE" -> {
                    size = Digits.parse(value, 0, value.length());
                    yield size.isPresent();
                }
                case "BODY" -> {
                    body = body(value);
                    yield body.isPresent();
                }
                case "RET" -> {
                    ret = ret(value);
                    yield ret.isPresent();
                }
                case "ENVID" -> {
                    envelopeId = envelopeId(value);
                    yield envelopeId.isPresent();
                }
                case "AUTH" -> {
                    auth = Xtext.decode(value).filter(v -> !v.isEmpty());
                    yield auth.isPresent();
                }
                case "MT-PRIORITY" -> {
                    priority = priority(value);
                    yield priority.isPresent();
                }
                case "SMTPUTF8" -> {
                    smtpUtf8 = parameter.value.isEmpty();
                    yield smtpUtf8;
                }
                case "REQUIRETLS" -> {
                    requireTls = parameter.value.isEmpty();
                    yield requireTls;
                }
                default -> false;
            };
            if (!valid) {
                return Optional.of(Refusals.BAD_PARAMETER);
            }
            return body.filter(b -> b == BodyType.BINARY_MIME).isPresent()
                            && !context.offered().contains(Extension.BINARYMIME)
                    ? Optional.of(Refusals.UNKNOWN_PARAMETER)
                    : Optional.empty();
        }

        private static Optional<Extension> extension(String keyword) {
            return switch (keyword) {
                case "BODY" -> Optional.of(Extension.EIGHTBITMIME);
                case "RET", "ENVID" -> Optional.of(Extension.DSN);
                case "SIZE", "SMTPUTF8", "AUTH", "REQUIRETLS", "MT-PRIORITY" -> Extension.of(keyword);
                default -> Optional.empty();
            };
        }

        private static Optional<BodyType> body(String value) {
            for (BodyType type : BodyType.values()) {
                if (type.word().equalsIgnoreCase(value)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }

        private static Optional<Ret> ret(String value) {
            return switch (value.toUpperCase(Locale.ROOT)) {
                case "FULL" -> Optional.of(Ret.FULL);
                case "HDRS" -> Optional.of(Ret.HDRS);
                default -> Optional.empty();
            };
        }

        private static Optional<String> envelopeId(String value) {
            return value.isEmpty() || value.length() > MAX_ENVELOPE_ID ? Optional.empty() : Xtext.decode(value);
        }

        private static OptionalInt priority(String value) {
            boolean negative = value.startsWith("-");
            String digits = negative ? value.substring(1) : value;
            if (digits.length() != 1 || digits.charAt(0) < '0' || digits.charAt(0) > '9') {
                return OptionalInt.empty();
            }
            int number = digits.charAt(0) - '0';
            return OptionalInt.of(negative ? -number : number);
        }

        MailParameters build() {
            return new MailParameters(size, body, smtpUtf8, ret, envelopeId, auth, requireTls, priority);
        }
    }
}

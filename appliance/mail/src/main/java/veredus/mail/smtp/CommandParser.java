package veredus.mail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import veredus.mail.address.AddressParser;
import veredus.mail.address.ForwardPath;
import veredus.mail.address.ReversePath;

/**
 * The grammar of a client's commands (RFC 5321 4.1 and the RFCs of the extensions), strict but for two habits that
 * have no second meaning: spaces after {@code MAIL FROM:} and {@code RCPT TO:}, and spaces at the end of a line.
 *
 * <p>Pure; any thread. Never throws for what a client sent.
 */
public final class CommandParser {
    private static final int MAX_UNKNOWN_WORD = 32;

    private static final int MAX_HELO = 255;

    private CommandParser() {}

    /** What became of a line. */
    public sealed interface Result {
        record Parsed(Command command) implements Result {}

        /**
         * It is no command that may be taken.
         *
         * @param reply one of {@link Refusals}
         */
        record Refused(Reply reply) implements Result {}
    }

    /**
     * What the session has offered and agreed.
     *
     * @param offered parameters of other extensions are refused with 555
     * @param smtpUtf8 whether MAIL of this transaction had SMTPUTF8, so that RCPT and VRFY may bring UTF-8
     */
    public record Context(Set<Extension> offered, boolean smtpUtf8) {

        /** Everything but BINARYMIME, MT-PRIORITY and XCLIENT. */
        public static final Context DEFAULT = new Context(
                EnumSet.complementOf(EnumSet.of(Extension.BINARYMIME, Extension.MT_PRIORITY, Extension.XCLIENT)),
                false);

        public Context {
            offered = Collections.unmodifiableSet(
                    offered.isEmpty() ? EnumSet.noneOf(Extension.class) : EnumSet.copyOf(offered));
        }

        /** The same with the transaction's SMTPUTF8 set or cleared. */
        public Context withSmtpUtf8(boolean agreed) {
            return agreed == smtpUtf8 ? this : new Context(offered, agreed);
        }
    }

    /** Parses with {@link Context#DEFAULT}. */
    public static Result parse(byte[] line, int offset, int length) {
        return parse(line, offset, length, Context.DEFAULT);
    }

    /** Parses one line; its CRLF may be there or not. The line ends at CRLF only, so a bare LF in it is refused. */
    public static Result parse(byte[] line, int offset, int length, Context context) {
        int size = length;
        if (size >= 2 && line[offset + size - 2] == '\r' && line[offset + size - 1] == '\n') {
            size -= 2;
        }
        boolean ascii = true;
        for (int i = offset; i < offset + size; i++) {
            if ((line[i] >= 0 && line[i] < ' ') || line[i] == 0x7F) {
                return refused(Refusals.BAD_CHARACTER);
            }
            ascii &= line[i] >= 0;
        }
        Verb verb = Verb.of(line, offset, size);
        if (size + 2 > verb.maxLineOctets()) {
            return refused(Refusals.LINE_TOO_LONG);
        }
        if (ascii) {
            return parse(verb, new String(line, offset, size, StandardCharsets.ISO_8859_1).stripTrailing(), context);
        }
        return switch (verb) {
            case MAIL, RCPT, VRFY, EXPN, NOOP, HELP -> parseUtf8(verb, line, offset, size, context);
            case EHLO, HELO, DATA, BDAT, RSET, QUIT, STARTTLS, AUTH, XCLIENT, UNKNOWN -> refused(Refusals.NOT_ASCII);
        };
    }

    private static Result parseUtf8(Verb verb, byte[] line, int offset, int length, Context context) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, offset, length))
                    .toString();
        } catch (CharacterCodingException overlongOrBroken) {
            return refused(Refusals.NOT_UTF8);
        }
        if ((verb == Verb.VRFY || verb == Verb.EXPN) && !context.smtpUtf8()) {
            return refused(Refusals.NEEDS_SMTPUTF8);
        }
        return parse(verb, text, context);
    }

    private static Result parse(Verb verb, String line, Context context) {
        int space = line.indexOf(' ');
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        return switch (verb) {
            case EHLO -> isName(argument) ? parsed(new Command.Ehlo(argument)) : refused(Refusals.DOMAIN_MISSING);
            case HELO -> isName(argument) ? parsed(new Command.Helo(argument)) : refused(Refusals.DOMAIN_MISSING);
            case MAIL -> mail(line, context);
            case RCPT -> rcpt(line, context);
            case DATA -> bare(argument, new Command.Data());
            case BDAT -> ArgumentParser.bdat(argument);
            case RSET -> bare(argument, new Command.Rset());
            case NOOP -> parsed(new Command.Noop());
            case VRFY -> argument.isEmpty() ? refused(Refusals.ARGUMENT_MISSING) : parsed(new Command.Vrfy(argument));
            case EXPN -> argument.isEmpty() ? refused(Refusals.ARGUMENT_MISSING) : parsed(new Command.Expn(argument));
            case HELP -> parsed(new Command.Help(argument));
            case QUIT -> bare(argument, new Command.Quit());
            case STARTTLS -> bare(argument, new Command.StartTls());
            case AUTH -> ArgumentParser.auth(argument);
            case XCLIENT -> ArgumentParser.xclient(argument);
            case UNKNOWN -> parsed(new Command.Unknown(word(line)));
        };
    }

    static Result parsed(Command command) {
        return new Result.Parsed(command);
    }

    static Result refused(Reply reply) {
        return new Result.Refused(reply);
    }

    private static Result bare(String argument, Command command) {
        return argument.isEmpty() ? parsed(command) : refused(Refusals.NO_ARGUMENT_ALLOWED);
    }

    private static boolean isName(String argument) {
        return !argument.isEmpty() && argument.length() <= MAX_HELO && argument.indexOf(' ') < 0;
    }

    private static String word(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        return word.substring(0, Math.min(word.length(), MAX_UNKNOWN_WORD)).toUpperCase(Locale.ROOT);
    }

    private static Result mail(String line, Context context) {
        int path = afterKeyword(line, "MAIL FROM:");
        if (path < 0) {
            return refused(Refusals.MAIL_SYNTAX);
        }
        var found = AddressParser.path(line, path);
        ReversePath sender;
        int end;
        switch (found) {
            case AddressParser.Result.Address a -> {
                sender = new ReversePath.Of(a.mailbox());
                end = a.end();
            }
            case AddressParser.Result.Empty e -> {
                sender = ReversePath.NULL;
                end = e.end();
            }
            case AddressParser.Result.Postmaster p -> {
                return refused(Refusals.BAD_SENDER);
            }
            case AddressParser.Result.Bad b -> {
                return refused(Refusals.BAD_SENDER);
            }
        }
        if (end < line.length() && line.charAt(end) != ' ') {
            return refused(Refusals.MAIL_SYNTAX);
        }
        var parameters = ParameterParser.mail(line, end, context);
        return switch (parameters) {
            case ParameterParser.Result.Refused(Reply reply) -> refused(reply);
            case ParameterParser.Result.Parsed<MailParameters>(MailParameters values) ->
                !values.smtpUtf8() && isForeign(line, path, end)
                        ? refused(Refusals.NEEDS_SMTPUTF8)
                        : parsed(new Command.Mail(sender, values));
        };
    }

    private static Result rcpt(String line, Context context) {
        int path = afterKeyword(line, "RCPT TO:");
        if (path < 0) {
            return refused(Refusals.RCPT_SYNTAX);
        }
        var found = AddressParser.path(line, path);
        ForwardPath recipient;
        int end;
        switch (found) {
            case AddressParser.Result.Address a -> {
                recipient = new ForwardPath.Of(a.mailbox());
                end = a.end();
            }
            case AddressParser.Result.Postmaster p -> {
                recipient = ForwardPath.POSTMASTER;
                end = p.end();
            }
            case AddressParser.Result.Empty e -> {
                return refused(Refusals.BAD_RECIPIENT);
            }
            case AddressParser.Result.Bad b -> {
                return refused(Refusals.BAD_RECIPIENT);
            }
        }
        if (end < line.length() && line.charAt(end) != ' ') {
            return refused(Refusals.RCPT_SYNTAX);
        }
        if (!context.smtpUtf8() && isForeign(line, path, line.length())) {
            return refused(Refusals.NEEDS_SMTPUTF8);
        }
        return switch (ParameterParser.rcpt(line, end, context)) {
            case ParameterParser.Result.Refused(Reply reply) -> refused(reply);
            case ParameterParser.Result.Parsed<RcptParameters>(RcptParameters values) ->
                parsed(new Command.Rcpt(recipient, values));
        };
    }

    /** The index of the path, or -1; {@code MAIL FROM :} is refused, since it hides the verb from simpler readers. */
    private static int afterKeyword(String line, String keyword) {
        if (!line.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return -1;
        }
        int i = keyword.length();
        while (i < line.length() && line.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private static boolean isForeign(String line, int start, int end) {
        for (int i = start; i < end; i++) {
            if (line.charAt(i) > 0x7F) {
                return true;
            }
        }
        return false;
    }
}

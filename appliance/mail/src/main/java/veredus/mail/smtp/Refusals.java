package veredus.mail.smtp;

/** The replies of {@link CommandParser}; other machines read them, so they stand together. */
public final class Refusals {
    public static final Reply BAD_CHARACTER =
            Reply.of(500, 5, 2, "bare CR, LF, NUL or other control character refused");
    public static final Reply NOT_ASCII = Reply.of(500, 5, 2, "this command is written in ASCII");
    public static final Reply LINE_TOO_LONG = Reply.of(500, 5, 6, "line too long");
    public static final Reply NO_ARGUMENT_ALLOWED = Reply.of(501, 5, 4, "this command has no argument");
    public static final Reply DOMAIN_MISSING =
            Reply.of(501, 5, 4, "say who you are: a host name or an address literal");
    public static final Reply ARGUMENT_MISSING = Reply.of(501, 5, 4, "argument missing");
    public static final Reply MAIL_SYNTAX = Reply.of(501, 5, 4, "syntax: MAIL FROM:<address> [parameters]");
    public static final Reply RCPT_SYNTAX = Reply.of(501, 5, 4, "syntax: RCPT TO:<address> [parameters]");
    public static final Reply BAD_SENDER = Reply.of(501, 1, 7, "bad sender address");
    public static final Reply BAD_RECIPIENT = Reply.of(501, 1, 3, "bad recipient address");
    public static final Reply NOT_UTF8 = Reply.of(501, 5, 2, "not valid UTF-8");
    public static final Reply NEEDS_SMTPUTF8 = Reply.of(553, 6, 7, "address needs SMTPUTF8");
    public static final Reply UNKNOWN_PARAMETER = Reply.of(555, 5, 4, "parameter not recognised or not offered");
    public static final Reply DOUBLED_PARAMETER = Reply.of(501, 5, 4, "parameter given twice");
    public static final Reply BAD_PARAMETER = Reply.of(501, 5, 4, "bad parameter value");
    public static final Reply TOO_MANY_PARAMETERS = Reply.of(501, 5, 4, "too many parameters");
    /** After this the session must close: nobody knows how many octets follow. */
    public static final Reply BDAT_SYNTAX = Reply.of(501, 5, 4, "syntax: BDAT size [LAST]");

    public static final Reply AUTH_SYNTAX = Reply.of(501, 5, 4, "syntax: AUTH mechanism [initial-response]");
    public static final Reply BAD_BASE64 = Reply.of(501, 5, 2, "not base64");
    public static final Reply XCLIENT_SYNTAX = Reply.of(501, 5, 4, "syntax: XCLIENT name=value ...");

    private Refusals() {}
}

package veredus.mail.smtp;

/** An enhanced status code (RFC 3463), such as 4.7.1. */
public record EnhancedCode(int kind, int subject, int detail) {
    public EnhancedCode {
        if ((kind != 2 && kind != 4 && kind != 5) || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("not an enhanced status code: " + kind + "." + subject + "." + detail);
        }
    }

    @Override
    public String toString() {
        return kind + "." + subject + "." + detail;
    }
}

package veredus.api.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, not negative; written {@code 512}, {@code 64KiB}, {@code 50MiB}, {@code 2GiB}. */
public record ByteSize(long bytes) {
    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,15})\\s*(?:([kmgt])(i?)b|b)?", Pattern.CASE_INSENSITIVE);
    private static final String LETTERS = "kmgt";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /** Reads {@code 512}, {@code 512B}, {@code 64KiB}; {@code KB}, {@code MB} and so on are powers of ten. */
    public static Optional<ByteSize> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(written.group(1));
        String letter = written.group(2);
        if (letter == null) {
            return Optional.of(new ByteSize(count));
        }
        long base = written.group(3).isEmpty() ? 1000 : 1024;
        long unit = 1;
        for (int i = LETTERS.indexOf(letter.toLowerCase(Locale.ROOT)); i >= 0; i--) {
            unit *= base;
        }
        return count > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(new ByteSize(count * unit));
    }

    /** As it is written, in the largest binary unit that gives a whole number. */
    @Override
    public String toString() {
        long rest = bytes;
        int unit = -1;
        while (rest != 0 && rest % 1024 == 0 && unit < LETTERS.length() - 1) {
            rest /= 1024;
            unit++;
        }
        return unit < 0
                ? Long.toString(rest)
                : rest + LETTERS.substring(unit, unit + 1).toUpperCase(Locale.ROOT) + "iB";
    }
}

package veredus.mail.address;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * U-labels to A-labels after IDNA2008 (RFC 5890 to 5893), with the mapping of RFC 5895 cut down to lower case, NFC and
 * the ideographic full stop.
 *
 * <p>Not {@link java.net.IDN}: that is IDNA2003, which turns {@code ß} into {@code ss}, a different domain with a
 * different owner, and knows only the letters of Unicode 3.2. Stricter than the RFC in one point: the joiners U+200C
 * and U+200D, which need a context rule, are refused.
 */
final class Idna {
    private static final String ACE_PREFIX = "xn--";

    private Idna() {}

    static Optional<String> toAscii(String name) {
        String mapped = Normalizer.normalize(name.toLowerCase(Locale.ROOT).replace('\u3002', '.'), Normalizer.Form.NFC);
        if (!Normalizer.isNormalized(mapped, Normalizer.Form.NFKC)) {
            return Optional.empty();
        }
        var ascii = new StringBuilder(mapped.length() + 16);
        int start = 0;
        while (start <= mapped.length()) {
            int dot = mapped.indexOf('.', start);
            int end = dot < 0 ? mapped.length() : dot;
            if (!appendLabel(mapped.substring(start, end), ascii)) {
                return Optional.empty();
            }
            if (dot >= 0) {
                ascii.append('.');
            }
            start = end + 1;
        }
        return Optional.of(ascii.toString());
    }

    private static boolean appendLabel(String label, StringBuilder ascii) {
        if (label.chars().allMatch(c -> c < 0x80)) {
            ascii.append(label);
            return true;
        }
        int[] points = label.codePoints().toArray();
        if (label.length() >= 4 && label.startsWith("--", 2)) {
            return false;
        }
        if (isMark(points[0]) || !bidiHolds(points)) {
            return false;
        }
        for (int i = 0; i < points.length; i++) {
            if (!isValid(points, i)) {
                return false;
            }
        }
        ascii.append(ACE_PREFIX);
        return Punycode.encode(points, ascii);
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** RFC 5892 2: letters, digits and marks, and the exceptions of its appendix A with their context. */
    private static boolean isValid(int[] points, int at) {
        int point = points[at];
        return switch (point) {
            case '-' -> true;
            case 0xB7 -> at > 0 && at + 1 < points.length && points[at - 1] == 'l' && points[at + 1] == 'l';
            case 0x05F3, 0x05F4 ->
                at > 0 && Character.UnicodeScript.of(points[at - 1]) == Character.UnicodeScript.HEBREW;
            case 0x30FB -> hasJapanese(points);
            case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B -> false;
            default ->
                switch (Character.getType(point)) {
                    case Character.LOWERCASE_LETTER,
                            Character.OTHER_LETTER,
                            Character.MODIFIER_LETTER,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER -> true;
                    default -> false;
                };
        };
    }

    private static boolean hasJapanese(int[] points) {
        for (int point : points) {
            switch (Character.UnicodeScript.of(point)) {
                case HIRAGANA, KATAKANA, HAN -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    /** The heart of RFC 5893 2: no mixing of directions inside one label. */
    private static boolean bidiHolds(int[] points) {
        boolean rightToLeft = false;
        boolean leftToRight = false;
        for (int point : points) {
            switch (Character.getDirectionality(point)) {
                case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
                    rightToLeft = true;
                case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> leftToRight = true;
                default -> {}
            }
        }
        byte first = Character.getDirectionality(points[0]);
        return !rightToLeft
                || (!leftToRight
                        && (first == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                                || first == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC));
    }
}

package veredus.mail.address;

import java.text.Normalizer;

/** What RFC 6531 lets into a local part beyond ASCII, less what can only deceive. */
final class UnicodeLocalPart {
    private UnicodeLocalPart() {}

    /**
     * False for controls, separators, direction marks, lone surrogates and unassigned points, and for look-alikes of
     * ASCII signs such as the full-width {@code @}.
     */
    static boolean isHarmless(String local) {
        var foreign = new StringBuilder(local.length());
        for (int i = 0; i < local.length(); ) {
            int point = local.codePointAt(i);
            i += Character.charCount(point);
            if (point <= 0x7F) {
                continue;
            }
            boolean joiner = point == 0x200C || point == 0x200D;
            switch (Character.getType(point)) {
                case Character.FORMAT -> {
                    if (!joiner) {
                        return false;
                    }
                }
                case Character.CONTROL,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.PRIVATE_USE,
                        Character.SPACE_SEPARATOR,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> {
                    return false;
                }
                default -> foreign.appendCodePoint(point);
            }
        }
        return Normalizer.normalize(foreign, Normalizer.Form.NFKC)
                .chars()
                .allMatch(c -> c > 0x7F || Character.isLetterOrDigit(c));
    }
}

package veredus.mail.address;

import java.util.Random;

/** Text from a seed, for the tests that throw rubbish at a parser. */
public final class RandomText {
    private RandomText() {}

    /** Up to so many characters of the alphabet. */
    public static String of(Random random, String alphabet, int maxLength) {
        int length = random.nextInt(maxLength + 1);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}

package veredus.benchmark.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an MTA itself has written down about deliveries: files {@code mail*.log} with one line for each recipient.
 *
 * @param delivered what such a line contains, with the recipient's number and tag as groups
 */
record DeliveryLog(Path directory, Pattern delivered) {
    /** Postfix's smtp(8): {@code to=<17m3@d0.test>, relay=..., status=sent (...)}. */
    static DeliveryLog ofPostfix(Path directory) {
        return new DeliveryLog(
                directory,
                Pattern.compile(" to=<([0-9]+)(m[0-9]+)@" + Pattern.quote(Source.DOMAIN) + ">.* status=sent "));
    }

    /** Veredus' logfmt: {@code event=delivered id=... to=17m3@d0.test ...}. */
    static DeliveryLog ofVeredus(Path directory) {
        return new DeliveryLog(
                directory,
                Pattern.compile(" event=delivered .*\\bto=([0-9]+)(m[0-9]+)@" + Pattern.quote(Source.DOMAIN) + " "));
    }

    /**
     * How often what was sent under a tag was delivered.
     *
     * @param lines deliveries written down
     * @param recipients different recipients among them
     */
    record Tally(int lines, int recipients) {}

    Tally tally(String tag) throws IOException {
        var seen = new BitSet();
        int lines = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "mail*.log")) {
            for (Path file : files) {
                lines += read(file, tag, seen);
            }
        }
        return new Tally(lines, seen.cardinality());
    }

    private int read(Path file, String tag, BitSet seen) throws IOException {
        int lines = 0;
        String mark = tag + "@";
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (Optional<String> line = next(in); line.isPresent(); line = next(in)) {
                OptionalInt number = line.get().contains(mark) ? number(line.get(), tag) : OptionalInt.empty();
                if (number.isPresent()) {
                    lines++;
                    seen.set(number.getAsInt());
                }
            }
        }
        return lines;
    }

    private static Optional<String> next(BufferedReader in) throws IOException {
        return Optional.ofNullable(in.readLine());
    }

    private OptionalInt number(String line, String tag) {
        Matcher matcher = delivered.matcher(line);
        boolean fits = matcher.find() && matcher.group(2).equals(tag);
        return fits ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}

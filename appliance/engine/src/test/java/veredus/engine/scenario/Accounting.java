package veredus.engine.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The records that an engine has written as JSON lines. */
final class Accounting {
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(-?\\d+))");

    private Accounting() {}

    /** All records of {@code directory}, with their fields as text. */
    static List<Map<String, String>> read(Path directory) throws IOException {
        var records = new ArrayList<Map<String, String>>();
        if (!Files.exists(directory)) {
            return records;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().contains("acct"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    records.add(fields(line));
                }
            }
        }
        return records;
    }

    /** Those of one type. */
    static List<Map<String, String>> read(Path directory, String type) throws IOException {
        return read(directory).stream()
                .filter(record -> type.equals(record.get("type")))
                .toList();
    }

    private static Map<String, String> fields(String line) {
        var fields = new LinkedHashMap<String, String>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        }
        return fields;
    }

    /** Whether {@code record} is as a line of a scenario says. */
    static boolean matches(Map<String, String> record, String expected) {
        String[] words = expected.strip().split("\\s+", -1);
        boolean fits = words[0].equals(record.get("type")) && words[1].equals(record.getOrDefault("rcpt", "-"));
        for (int i = 2; i < words.length && fits; i++) {
            int sign = words[i].replace('~', '=').indexOf('=');
            String value = record.getOrDefault(words[i].substring(0, sign), "");
            String wanted = words[i].substring(sign + 1).replace('_', ' ');
            fits = words[i].charAt(sign) == '=' ? value.equals(wanted) : value.contains(wanted);
        }
        return fits;
    }
}
